using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Tests.Data;
using AutoProg.Training.Tests.Loop;
using AutoProg.Training.Tests.Native;
using AutoProg.Training.Tests.Worker;

namespace AutoProg.Training.Tests.Benchmarks;

public sealed class BenchCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task Schedules_are_trained_side_by_side_and_finished_rows_are_kept()
    {
        var config = AutoProgProcess.WriteConfig(folder, TinyRun.Spec with { Resources = new() { Device = "cpu", Threads = 1 } });
        string[] command = ["bench", "speedup", "--config", config, "--schedules", "none,none-equal-wall,manual", "--seeds", "1", "--out", "bench", "--json"];
        var first = await AutoProgProcess.RunAsync(folder, command);

        Assert.Equal("", first.Error);
        Assert.Equal(0, first.ExitCode);
        using var document = JsonDocument.Parse(first.LastLine);
        var rows = document.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal("tiny", document.RootElement.GetProperty("preset").GetString());
        Assert.Equal(["none", "none-equal-wall", "manual"], rows.Select(row => row.GetProperty("schedule").GetString()));
        Assert.All(rows, row => Assert.Equal(1, row.GetProperty("seeds").GetInt32()));
        Assert.Equal([1, 1, 1], Attempts());
        Assert.True(new FileInfo(folder["bench", "speedup.png"]).Length > 5000);
        Assert.StartsWith("<?xml", File.ReadAllText(folder["bench", "speedup.svg"]));

        var second = await AutoProgProcess.RunAsync(folder, command);
        Assert.Equal(first.LastLine, second.LastLine);
        Assert.Equal([1, 1, 1], Attempts());
    }

    [Theory]
    [InlineData("unknown row 'fast'", "--schedules", "none,fast")]
    [InlineData("none-equal-wall needs the rows none and manual", "--schedules", "none-equal-wall,none")]
    [InlineData("row autoprog-one cannot be trained. search.epochs", "--schedules", "none,autoprog-one", "--set", "optimization.epochs=4")]
    [InlineData("each once", "--schedules", "none,none")]
    [InlineData("--seeds: 0 is out of range", "--seeds", "0")]
    public async Task A_wrong_option_is_refused_before_anything_is_trained(string named, params string[] options)
    {
        var finished = await AutoProgProcess.RunAsync(folder, ["bench", "speedup", "--preset", Presets.Demo, "--out", "bench", .. options]);

        Assert.Equal(64, finished.ExitCode);
        Assert.Contains(named, finished.Error);
        Assert.False(Directory.Exists(folder["bench"]));
    }

    [LinuxFact]
    public async Task A_stopped_bench_stops_its_worker_which_saves_first()
    {
        var endless = TinyRun.Spec with { Optimization = TinyRun.Spec.Optimization with { MaxSteps = 1_000_000 } };
        var run = new RunFolder(folder["bench", "none-seed-0"]);
        using var bench = AutoProgProcess.Start(folder, "bench", "speedup", "--config", AutoProgProcess.WriteConfig(folder, endless), "--schedules", "none", "--out", "bench");
        while (!File.Exists(run.Heartbeat))
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        bench.Signal("TERM");
        var stopped = await bench.EndAsync();

        Assert.Equal(0, stopped.ExitCode);
        Assert.Contains("--out continues", stopped.Error);
        Assert.Equal(ExitOutcome.Stopped, JsonFile.Read(run.Exit, ContractsJson.Default.ExitRecord)!.Outcome);
        using var reader = RunReader.Open(run)!;
        Assert.Single(reader.Events<RunStopped>());
        Assert.False(RunLock.IsHeld(run));
    }

    public void Dispose() => folder.Dispose();

    private IEnumerable<int> Attempts() => Directory.GetFiles(folder["bench"], "worker.json", SearchOption.AllDirectories)
        .Select(file => JsonFile.Read(file, ContractsJson.Default.WorkerIdentity)!.Attempt);
}
