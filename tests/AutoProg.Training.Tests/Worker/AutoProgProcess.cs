using System.Diagnostics;
using AutoProg.Contracts;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Tests.Data;

namespace AutoProg.Training.Tests.Worker;

/// <summary>What a finished <c>autoprog</c> printed.</summary>
internal sealed record Finished(int ExitCode, IReadOnlyList<string> Output, string Error)
{
    public string LastLine => Output[^1];
}

/// <summary>The program <c>autoprog</c> as a child process with a data root of its own.</summary>
internal sealed class AutoProgProcess : IDisposable
{
    private readonly Process process;
    private readonly List<string> output = [];
    private readonly Task<string> error;

    private AutoProgProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts it; relative paths are below the folder, which also holds its data.</summary>
    public static AutoProgProcess Start(TempFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "autoprog.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Root,
        };
        start.Environment["AUTOPROG_DATA_ROOT"] = folder["data"];
        start.Environment["OMP_NUM_THREADS"] = "1";
        return new AutoProgProcess(Process.Start(start)!);
    }

    public static async Task<Finished> RunAsync(TempFolder folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await process.EndAsync();
    }

    /// <summary>Writes a specification where <c>--config</c> finds it.</summary>
    public static string WriteConfig(TempFolder folder, RunSpec spec)
    {
        File.WriteAllText(folder["spec.json"], System.Text.Json.JsonSerializer.Serialize(spec, ContractsJson.Default.RunSpec));
        return folder["spec.json"];
    }

    /// <summary>Reads on until a line begins with a text.</summary>
    public async Task WaitForAsync(string beginning)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            output.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"It ended without '{beginning}':\n{string.Join('\n', output)}\n{await error}");
    }

    /// <summary>Sends TERM, INT or KILL.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task<Finished> EndAsync()
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            output.Add(line);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Finished(process.ExitCode, output, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
