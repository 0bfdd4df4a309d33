namespace AutoProg.EndToEnd.Tests;

/// <summary>The published server and worker, made once for the tests of a class.</summary>
public sealed class Publication : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("autoprog-published-");

    internal Task<RunningServer> StartServerAsync(params string[] arguments) =>
        RunningServer.StartAsync(Path.Combine(folder.FullName, "AutoProg.Server.dll"), Path.GetTempPath(), arguments);

    public async ValueTask InitializeAsync()
    {
        string[] arguments = ["publish", "AutoProg.Server", "-c", Solution.Configuration, "--no-build", "-v", "quiet", "-o", folder.FullName];
        await using var publish = ChildProcess.Start("dotnet", arguments, Solution.Root, ("MSBUILDDISABLENODEREUSE", "1"));
        await publish.FinishAsync(TimeSpan.FromMinutes(8));
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
