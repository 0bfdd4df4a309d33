using System.Security.Cryptography;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Loop;
using AutoProg.Training.Tests.Data;
using TorchSharp;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Runs that begin at a checkpoint of another run.</summary>
public sealed class ForkTests : IDisposable
{
    private const int Steps = TinyRun.Steps;

    // Two points of growth: steps 6 and 13.
    private static readonly RunSpec Spec = TinyRun.Spec with
    {
        Schedule = new() { StageCount = 3 },
        Optimization = TinyRun.Spec.Optimization with { MaxSteps = Steps },
        Evaluation = TinyRun.Spec.Evaluation with { CheckpointEverySteps = 4 },
    };

    private readonly TempFolder folders = new();

    public void Dispose() => folders.Dispose();

    [Theory]
    [InlineData(6)]
    [InlineData(13)]
    [InlineData(16)]
    public void An_unchanged_fork_trains_the_parents_remaining_steps_to_the_same_bits(int step)
    {
        var parent = Train(Folder("parent"), Spec);
        var child = Folder("child");
        RunForks.Begin(parent, Name(step), child);
        Train(child, Spec);

        Assert.Equal(step, Read<AttemptStarted>(child)[^1].ResumedFromStep);
        Assert.Equal(3, Hashes(parent).Count);
        Assert.Equal(Hashes(parent), Hashes(child));
        Assert.Equal(Measured(parent), Measured(child)); // All of it: what lies before the fork is there once.
    }

    [Fact]
    public void Another_seed_from_the_same_checkpoint_trains_other_bits()
    {
        var parent = Train(Folder("parent"), Spec);
        var child = Folder("child");
        RunForks.Begin(parent, Name(6), child);
        Train(child, Spec with { Seed = 1 });

        Assert.All(Hashes(parent).Zip(Hashes(child)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void A_fork_trains_another_size_from_its_growth_point_on()
    {
        var parent = Train(Folder("parent"), Spec);
        var trained = Read<StageStarted>(parent).Select(started => started.Stage).ToArray();
        var other = trained[1] with { Resolution = trained[1].Resolution - 4 };
        var child = Folder("child");
        RunForks.Begin(parent, Name(6), child);
        Train(child, Spec with { Schedule = Spec.Schedule with { Kind = ScheduleKind.Replay, Stages = [trained[0], other, trained[2]] } });

        var stages = Read<StageStarted>(child);
        Assert.Equal((6, other.Resolution, other.Depth), (stages[1].Step, stages[1].Stage.Resolution, stages[1].Stage.Depth));
        Assert.Equal(Measured(parent).Where(point => point.Step <= 6), Measured(child).Where(point => point.Step <= 6));
        Assert.NotEqual(Hashes(parent), Hashes(child));
        Assert.Equal(Steps, Read<RunCompleted>(child).Single().Result.Stages.Sum(stage => stage.Steps));
    }

    [Fact]
    public void A_damaged_checkpoint_begins_no_fork()
    {
        var parent = Train(Folder("parent"), Spec);
        var model = Path.Combine(parent.Checkpoints, Name(13), CheckpointFiles.Model);
        var bytes = File.ReadAllBytes(model);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(model, bytes);

        Assert.Null(CheckpointFiles.ShortDamage(Path.Combine(parent.Checkpoints, Name(13)))); // Only reading every byte finds it.
        var refusal = Assert.Throws<InvalidDataException>(() => RunForks.Begin(parent, Name(13), Folder("child")));
        Assert.Contains(CheckpointFiles.Model, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(new RunFolder(folders["child"]).Database));
    }

    [Fact]
    public void A_pinned_checkpoint_stays_when_newer_ones_come()
    {
        var parent = Folder("parent");
        Train(parent, Spec, stopAfter: 5);
        CheckpointFiles.SetPinned(Path.Combine(parent.Checkpoints, Name(4)), pinned: true);
        Train(parent, Spec);

        Assert.Equal([4, 6, 13, 16, 20], CheckpointFiles.FoldersIn(parent).Select(folder => CheckpointFiles.StepOf(folder)!.Value)); // 5, 8 and 12 were let go.
        Assert.Null(CheckpointFiles.Damage(Path.Combine(parent.Checkpoints, Name(4))));
    }

    private static string Name(int step) => $"step-{step:D8}";

    private RunFolder Folder(string name) => new(Directory.CreateDirectory(folders[name]).FullName);

    private static RunFolder Train(RunFolder folder, RunSpec spec, int? stopAfter = null)
    {
        var threads = torch.get_num_threads();
        torch.set_num_threads(1); // Work this small only waits for its helpers.
        try
        {
            using var stop = new CancellationTokenSource();
            using var held = RunLock.TryTake(folder)!;
            using var writer = RunWriter.Open(held);
            using var data = ImageDataset.Open(spec, new DatasetLocator(dataRoot: null));
            using var trainer = new Trainer(
                spec, data, TinyRun.Environment, new RowJournal(writer, step => { if (step == stopAfter) { stop.Cancel(); } }), new CheckpointStore(folder.Checkpoints), new RunClock(TimeProvider.System, TimeSpan.Zero));
            trainer.Run(1, stop.Token);
            writer.Commit();
            return folder;
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    private static IReadOnlyList<T> Read<T>(RunFolder folder)
        where T : RunEvent
    {
        using var reader = RunReader.Open(folder)!;
        return [.. reader.Events<T>()];
    }

    // Times are no part of what a run learns.
    private static IReadOnlyList<(string Series, int Step, double Epoch, double Flops, double? Value)> Measured(RunFolder folder)
    {
        using var reader = RunReader.Open(folder)!;
        var points = reader.ReadAfter(0).Points;
        return
        [
            .. points.Sequence.Select((_, i) => (points.SeriesNames[points.Series[i]], points.Step[i], points.Epoch[i], points.Flops[i], points.Value[i]))
                .Where(point => point.Item1 != SeriesNames.ImagesPerSecond),
        ];
    }

    private static IReadOnlyList<string> Hashes(RunFolder folder) =>
    [
        .. Directory.GetFiles(Path.Combine(folder.Checkpoints, Name(Steps)), "*.safetensors").Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    private sealed class RowJournal(RunWriter writer, Action<int> entered) : IRunJournal
    {
        public void Add(Point point) => writer.Add(point);

        public void Add(RunEvent happened) => writer.Add(happened);

        public void Enter(string phase, int step, bool isLong = false) => entered(step);
    }
}
