using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Tests.Data;
using AutoProg.Training.Tests.Loop;
using AutoProg.Training.Tests.Native;

namespace AutoProg.Training.Tests.Worker;

public sealed class TrainCommandTests : IDisposable
{
    private static readonly string[] Tiny =
    [
        "--set", "model.width=16", "--set", "model.depth=2", "--set", "model.heads=2",
        "--set", "data.trainImages=64", "--set", "data.testImages=32",
        "--set", "schedule.stages=null", "--set", "schedule.stageCount=2", "--set", "optimization.epochs=2", "--set", "optimization.batchSize=16",
        "--device", "cpu", "--set", "resources.threads=1",
    ];

    private readonly TempFolder folder = new();

    [Fact]
    public async Task Training_a_preset_prints_its_report_as_the_last_line()
    {
        var finished = await AutoProgProcess.RunAsync(folder, ["train", "--preset", Presets.Demo, .. Tiny, "--seed", "3", "--out", "run", "--json"]);

        Assert.Equal("", finished.Error);
        Assert.Equal(0, finished.ExitCode);
        using var document = JsonDocument.Parse(finished.LastLine);
        var report = document.RootElement;
        Assert.Equal(
            ["preset", "schedule", "seed", "device", "top1", "top5", "linear_top1", "wall_s", "train_flops", "search_s", "search_share", "stages", "full_wall_s_estimate", "speedup_estimate"],
            report.EnumerateObject().Select(field => field.Name));
        Assert.Equal((Presets.Demo, "manual", 3, "cpu"), (Text("preset"), Text("schedule"), (int)Number("seed"), Text("device")));
        Assert.All(["top1", "top5", "linear_top1"], name => Assert.InRange(Number(name), 0, 1));
        Assert.All(["wall_s", "train_flops", "full_wall_s_estimate", "speedup_estimate"], name => Assert.True(Number(name) > 0, name));
        Assert.Equal((0.0, 0.0, 2), (Number("search_s"), Number("search_share"), report.GetProperty("stages").GetArrayLength()));
        Assert.Equal(
            File.ReadAllLines(folder["run", "worker.log"]).Where(line => line.StartsWith("Completed", StringComparison.Ordinal)),
            finished.Output.Where(line => line.StartsWith("Completed", StringComparison.Ordinal)));

        string? Text(string name) => report.GetProperty(name).GetString();
        double Number(string name) => report.GetProperty(name).GetDouble();
    }

    [Fact]
    public async Task A_finished_folder_is_not_trained_again_and_another_run_is_refused()
    {
        string[] command = ["train", "--preset", Presets.Demo, .. Tiny, "--schedule", "none", "--set", "optimization.epochs=1", "--set", "evaluation.linearBaseline=false", "--out", "run", "--json"];
        var first = await AutoProgProcess.RunAsync(folder, command);
        var second = await AutoProgProcess.RunAsync(folder, command);
        var other = await AutoProgProcess.RunAsync(folder, [.. command, "--seed", "9"]);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(first.LastLine, Assert.Single(second.Output));
        Assert.Contains("\"schedule\":\"none\"", first.LastLine);
        Assert.Contains("\"linear_top1\":null", first.LastLine);
        Assert.Equal(64, other.ExitCode);
        Assert.Contains("--out", other.Error);
        Assert.Equal(1, Identity().Attempt);
    }

    [Theory]
    [InlineData("unknown preset 'vit-mnist'", "--preset", "vit-mnist")]
    [InlineData("optimization.epoch", "--preset", Presets.Demo, "--set", "optimization.epoch=2")]
    [InlineData("optimization.epochs", "--preset", Presets.Demo, "--set", "optimization.epochs=many")]
    [InlineData("optimization.epochs: 0 is out of range; use 1", "--preset", Presets.Demo, "--set", "optimization.epochs=0")]
    [InlineData("'epochs' is no assignment", "--preset", Presets.Demo, "--set", "epochs")]
    [InlineData("--schedule: unknown schedule 'fast'. Known: none, manual, autoprog-one, autoprog-zero, replay.", "--preset", Presets.Demo, "--schedule", "fast")]
    [InlineData("resources.device: Unknown device 'tpu'", "--preset", Presets.Demo, "--device", "tpu")]
    [InlineData("no-such-file.json", "--config", "no-such-file.json")]
    [InlineData("--preset NAME or --config FILE")]
    [InlineData("--seed", "--preset", Presets.Demo, "--seed", "x")]
    public async Task A_wrong_option_is_named_and_exits_with_64(string named, params string[] options)
    {
        var finished = await AutoProgProcess.RunAsync(folder, ["train", .. options]);

        Assert.Equal(64, finished.ExitCode);
        Assert.Contains(named, finished.Error);
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task A_missing_data_set_fails_the_run_and_says_where_it_was_looked_for()
    {
        var finished = await AutoProgProcess.RunAsync(folder, ["train", "--preset", Presets.Demo, .. Tiny, "--set", "data.dataset=idx", "--set", "data.path=holidays", "--out", "run", "--json"]);

        Assert.Equal(1, finished.ExitCode);
        using var reader = RunReader.Open(Run)!;
        var failed = Assert.Single(reader.Events<RunFailed>());
        Assert.Equal(FailureReason.BadInput, failed.Reason);
        Assert.Contains(folder["data", "datasets", "holidays"], failed.Message);
        Assert.Equal(new ExitRecord(ExitOutcome.Failed, 1, FailureReason.BadInput, failed.Message), JsonFile.Read(Run.Exit, ContractsJson.Default.ExitRecord));
    }

    [LinuxTheory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_the_run_after_a_checkpoint_and_the_same_command_goes_on(string signal)
    {
        string[] command = ["train", "--config", AutoProgProcess.WriteConfig(folder, Long), "--out", "run", "--json"];
        using var first = AutoProgProcess.Start(folder, command);
        await first.WaitForAsync("Stage 1");
        first.Signal(signal);
        var stopped = await first.EndAsync();

        Assert.Equal("", stopped.Error);
        Assert.Equal(0, stopped.ExitCode);
        Assert.Equal(ExitOutcome.Stopped, JsonFile.Read(Run.Exit, ContractsJson.Default.ExitRecord)!.Outcome);
        var step = Single<RunStopped>().Step;
        Assert.True(step < Long.Optimization.MaxSteps, $"It ran to step {step} before it was stopped.");
        Assert.True(Directory.Exists(Path.Combine(Run.Checkpoints, $"step-{step:D8}")));

        var second = await AutoProgProcess.RunAsync(folder, command);
        AssertCompleted(second, resumedFrom: step);
    }

    [LinuxFact]
    public async Task A_killed_run_goes_on_from_its_newest_checkpoint()
    {
        var spec = Long with { Evaluation = Long.Evaluation with { CheckpointEverySteps = 20 } };
        string[] command = ["train", "--config", AutoProgProcess.WriteConfig(folder, spec), "--out", "run", "--json"];
        using var first = AutoProgProcess.Start(folder, command);
        await first.WaitForAsync("Checkpoint step-");
        first.Signal("KILL");
        await first.EndAsync();
        Assert.False(File.Exists(Run.Exit));
        var newest = Directory.GetDirectories(Run.Checkpoints, "step-*").Select(name => int.Parse(name[^8..])).Max();

        var second = await AutoProgProcess.RunAsync(folder, command);
        AssertCompleted(second, resumedFrom: newest);
    }

    [Fact]
    public async Task A_stop_file_stops_the_run_like_a_signal()
    {
        using var running = AutoProgProcess.Start(folder, "train", "--config", AutoProgProcess.WriteConfig(folder, Long), "--out", "run");
        await running.WaitForAsync("Stage 1");
        File.WriteAllText(Run.StopRequest, "");
        var stopped = await running.EndAsync();

        Assert.Equal(0, stopped.ExitCode);
        Assert.Equal(ExitOutcome.Stopped, JsonFile.Read(Run.Exit, ContractsJson.Default.ExitRecord)!.Outcome);
    }

    [Fact]
    public async Task Two_workers_never_train_one_folder()
    {
        var config = AutoProgProcess.WriteConfig(folder, Long);
        var run = Training.Worker.RunFolders.Prepare(folder["run"], Long, TimeProvider.System);
        using var held = RunLock.TryTake(run)!;
        var refused = await AutoProgProcess.RunAsync(folder, "train", "--config", config, "--out", "run");

        Assert.Equal(75, refused.ExitCode);
        Assert.Contains("Another worker writes", refused.Error);
        Assert.False(File.Exists(run.Database));
    }

    public void Dispose() => folder.Dispose();

    private static RunSpec Long { get; } = TinyRun.Spec with
    {
        Optimization = TinyRun.Spec.Optimization with { MaxSteps = 600, BatchSize = 8 },
        Evaluation = TinyRun.Spec.Evaluation with { EveryEpochs = 1000 },
        Resources = new() { Device = "cpu", Threads = 1 },
    };

    private RunFolder Run => new(folder["run"]);

    private WorkerIdentity Identity() => JsonFile.Read(Run.Worker, ContractsJson.Default.WorkerIdentity)!;

    private T Single<T>()
        where T : RunEvent
    {
        using var reader = RunReader.Open(Run)!;
        return Assert.Single(reader.Events<T>());
    }

    private void AssertCompleted(Finished finished, int resumedFrom)
    {
        Assert.Equal("", finished.Error);
        Assert.Equal(0, finished.ExitCode);
        using var reader = RunReader.Open(Run)!;
        Assert.Equal([(1, 0), (2, resumedFrom)], reader.Events<AttemptStarted>().Select(attempt => (attempt.Attempt, attempt.ResumedFromStep)));
        Assert.Equal(Long.Optimization.MaxSteps, Assert.Single(reader.Events<RunCompleted>()).Result.Stages.Sum(stage => stage.Steps));
        Assert.StartsWith("{\"preset\":null,", finished.LastLine);
    }
}
