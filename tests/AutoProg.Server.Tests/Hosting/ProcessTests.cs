using System.Diagnostics;
using System.Net;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Hosting;

/// <summary>What only a process of its own can show.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_token_can_be_made_before_any_account_and_works_in_a_running_server()
    {
        var dataRoot = ServerUnderTest.NewDataRoot();
        using var server = ServerUnderTest.Start(dataRoot);
        var (code, output, _) = await RunAsync(dataRoot, "token", "create", "--name", "ci");
        var token = output.TrimEnd('\n').Split('\n')[^1].Trim();
        Assert.Equal((0, 43), (code, token.Length));
        using var script = server.Stranger();
        script.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await script.GetAsync(new Uri(Routes.Runs, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_unsafe_configuration_ends_with_78_and_advice()
    {
        var (code, _, errors) = await RunAsync(ServerUnderTest.NewDataRoot(), "--urls", "http://0.0.0.0:0");
        Assert.Equal(78, code);
        Assert.Contains("without encryption", errors);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_root_ends_with_78()
    {
        using var server = ServerUnderTest.Start();
        var (code, _, errors) = await RunAsync(server.DataRoot, "--urls", "http://127.0.0.1:0");
        Assert.Equal(78, code);
        Assert.Contains(server.DataRoot, errors);
    }

    [Fact]
    public async Task A_worker_outlives_the_sigkill_of_its_server_and_the_next_server_finds_it()
    {
        var dataRoot = ServerUnderTest.NewDataRoot();
        var token = (await RunAsync(dataRoot, "token", "create", "--name", "ci")).Output.Trim();
        string run;
        using (var process = Start(dataRoot, "--urls", "http://127.0.0.1:0"))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            using var ending = patience.Token.Register(process.Kill);
            var address = await ReadAddressAsync(process);
            var link = await process.StandardOutput.ReadLineAsync();
            Assert.Contains($"{address}/setup?token=", link);
            using var api = new HttpClient { BaseAddress = new Uri(address) };
            api.DefaultRequestHeaders.Authorization = new("Bearer", token);
            run = (await api.LaunchAsync("points=40 every=50 then=wait")).Id;
            await api.WaitAsync(run, row => row.Step >= 2);
            process.Kill();
            await process.WaitForExitAsync();
        }

        using var next = ServerUnderTest.Start(dataRoot);
        using var again = await next.ScriptAsync();
        Assert.Equal(RunState.Running, (await again.GetRunAsync(run)).State);
        await again.WaitAsync(run, row => row.Step == 40);
        using var stop = await again.PostAsync(new Uri(Routes.Stop(run), UriKind.Relative), null);
        Assert.Equal(82, (await again.WaitAsync(run, RunState.Stopped)).NewestSequence);
    }

    private static async Task<string> ReadAddressAsync(Process process)
    {
        const string prefix = "AutoProg: ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return line[prefix.Length..];
            }
        }

        throw new InvalidOperationException($"The server ended: {await process.StandardError.ReadToEndAsync()}");
    }

    private static string SolutionFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AutoProg.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string dataRoot, params string[] arguments)
    {
        using var process = Start(dataRoot, arguments);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var ending = patience.Token.Register(process.Kill);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, output, await errors);
    }

    private static Process Start(string dataRoot, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = SolutionFolder() };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "AutoProg.Server.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["AutoProg__DataRoot"] = dataRoot;
        start.Environment["AutoProg__WorkerPath"] = ServerUnderTest.Worker;
        return Process.Start(start)!;
    }
}
