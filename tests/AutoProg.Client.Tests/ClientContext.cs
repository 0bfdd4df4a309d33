using AutoProg.Client.Accounts;
using AutoProg.Client.Layout;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AutoProg.Client.Tests;

/// <summary>The client's services with a scripted server in place of HTTP and feed.</summary>
internal sealed class ClientContext : BunitContext
{
    public ClientContext()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(20); // The machine may be busy.
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("/js/page.js").Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("/js/charts.js").Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped(_ => new HttpClient(Server) { BaseAddress = new Uri("http://localhost/") });
        Services.AddScoped<ApiClient>();
        Services.AddScoped<RunsClient>();
        Services.AddScoped<RunActions>();
        Services.AddScoped<AccountsClient>();
        Services.AddScoped<Artifacts.ArtifactsClient>();
        Services.AddScoped<SessionState>();
        Services.AddScoped<BrowserPage>();
        Services.AddScoped<LocalStorage>();
        Services.AddScoped<ThemeChoice>();
        Services.AddSingleton<IRunFeedFactory>(Feed);
        Server.Answer(Routes.Presets, Presets.All, ContractsJson.Default.IReadOnlyListPreset);
        Server.Answer(Routes.Datasets, [], ContractsJson.Default.IReadOnlyListDatasetSummary);
        Server.Answer(Routes.Devices, new DeviceReport(true, [], "", "", "", "", 2, 8, 40, []), ContractsJson.Default.DeviceReport);
    }

    public ScriptedServer Server { get; } = new();

    public ScriptedFeed Feed { get; } = new();

    public static RunSummary Summary(string name, RunState state, int step = 0, double? top1 = null, string? failure = null) => new(
        name, name, Presets.Demo, "ada", state, "ViT", DataSpec.FashionMnist, ScheduleKind.Manual, "cpu", 0, step, 4992, top1, null, 61, state == RunState.Running ? 90 : null,
        state == RunState.Queued ? 2 : null, failure, DateTimeOffset.UnixEpoch, null, null, null, 0);
}

/// <summary>Feeds whose history a test fills itself.</summary>
internal sealed class ScriptedFeed : IRunFeedFactory, IRunFeed
{
    public RunHistory History { get; } = new();

    public bool IsLive { get; set; } = true;

    public DateTimeOffset LastContact { get; set; } = DateTimeOffset.UnixEpoch;

    public Func<Task> Changed { get; private set; } = () => Task.CompletedTask;

    public IRunFeed Create(string runId, Func<Task> changed)
    {
        Changed = changed;
        return this;
    }

    public int Starts { get; private set; }

    public Task StartAsync()
    {
        Starts++;
        return Changed();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
