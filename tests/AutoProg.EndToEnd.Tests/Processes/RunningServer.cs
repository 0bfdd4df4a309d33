using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AutoProg.EndToEnd.Tests.Processes;

/// <summary>The server as a user starts it: a process of its own, with the real worker, on a fresh data root.</summary>
internal sealed partial class RunningServer : IAsyncDisposable
{
    private readonly string program;
    private readonly string folder;
    private ChildProcess process;

    private RunningServer(string program, string folder, DataFolder data, ChildProcess process) =>
        (this.program, this.folder, Data, this.process) = (program, folder, data, process);

    public DataFolder Data { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>The one-time link that it printed last.</summary>
    public string Link { get; private set; } = "";

    public string Output => process.Output;

    /// <summary>The built server, started from the solution's folder as <c>dotnet run</c> does.</summary>
    public static Task<RunningServer> StartAsync(params string[] arguments) => StartAsync(Solution.Server, Solution.Root, arguments);

    public static async Task<RunningServer> StartAsync(string program, string folder, params string[] arguments)
    {
        var data = new DataFolder();
        var server = new RunningServer(program, folder, data, Launch(program, folder, data, ["--urls", "http://127.0.0.1:0", .. arguments]));
        try
        {
            await server.ListenAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL; its workers go on.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Another server on the same data root and address.</summary>
    public async Task RestartAsync()
    {
        await process.DisposeAsync();
        process = Launch(program, folder, Data, ["--urls", Address.GetLeftPart(UriPartial.Authority)]);
        await ListenAsync();
    }

    /// <summary>A script with a token of its own, made on the command line.</summary>
    public async Task<ApiScript> ScriptAsync()
    {
        await using var command = Launch(program, folder, Data, ["token", "create", "--name", "script"]);
        var printed = await command.FinishAsync(TimeSpan.FromSeconds(Eventually.Patience));
        return new ApiScript(Address, printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Data.Dispose();
    }

    private static ChildProcess Launch(string program, string folder, DataFolder data, IEnumerable<string> arguments) =>
        ChildProcess.Start("dotnet", [program, .. arguments], folder, ("AutoProg__DataRoot", data.Path), ("ASPNETCORE_ENVIRONMENT", "Production"));

    private async Task ListenAsync()
    {
        var clock = Stopwatch.StartNew();
        var said = await Eventually.SeeAsync("the server prints its address and link", () => Task.FromResult(Output), output => Links().IsMatch(output) || process.HasExited);
        Assert.False(process.HasExited, $"The server ended:\n{said}");
        var match = Links().Match(said);
        (Address, Link) = (new Uri(match.Groups["address"].Value), match.Groups["link"].Value);
        TestContext.Current.TestOutputHelper?.WriteLine($"The server listens after {clock.Elapsed.TotalSeconds:0.0} s.");
    }

    [GeneratedRegex(@"^AutoProg: (?<address>http://\S+)\s+[^\n]*\(once, within 30 minutes\): (?<link>http://\S+)\s", RegexOptions.Multiline)]
    private static partial Regex Links();
}
