using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Runs;

/// <summary>Keeps a <see cref="RunHistory"/> up to date until disposed.</summary>
public interface IRunFeed : IAsyncDisposable
{
    RunHistory History { get; }

    /// <summary>False while the connection is lost; rows then come by polling.</summary>
    bool IsLive { get; }

    /// <summary>When the server was last heard.</summary>
    DateTimeOffset LastContact { get; }

    Task StartAsync();
}

public interface IRunFeedFactory
{
    /// <param name="changed">Called after each change of the history or of the connection.</param>
    IRunFeed Create(string runId, Func<Task> changed);
}

/// <summary>Feeds over the hub at <see cref="Routes.RunHub"/>.</summary>
public sealed class RunFeedFactory(Microsoft.AspNetCore.Components.NavigationManager navigation, RunsClient runs, TimeProvider time) : IRunFeedFactory
{
    public IRunFeed Create(string runId, Func<Task> changed) =>
        new RunFeed(runId, navigation.ToAbsoluteUri(Routes.RunHub), runs, time, changed);
}
