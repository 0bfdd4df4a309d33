using System.Security.Cryptography;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Loop;
using AutoProg.Training.Tests.Data;
using TorchSharp;

namespace AutoProg.Training.Tests.Loop;

/// <summary>A run of the real trainer that takes a moment: 20 steps, 5 an epoch, grown from 2 to 4 blocks and 16 to 28 px at step 10.</summary>
internal sealed class TinyRun(RunSpec spec) : IDisposable
{
    public const int Steps = 20;
    public const int GrowthStep = 10;

    private readonly TempFolder folder = new();
    private int attempts;

    public static RunSpec Spec { get; } = new()
    {
        Name = "tiny",
        Model = new() { Width = 16, Depth = 4, Heads = 2 },
        Data = new() { TrainImages = 80, TestImages = 40, CropPadding = 2, HorizontalFlip = true },
        Schedule = new() { StageCount = 2 },
        Optimization = new() { Epochs = 4, BatchSize = 16 },
        Evaluation = new() { LogEverySteps = 3, LinearBaseline = false },
        Resources = new() { Device = "cpu" },
    };

    /// <summary>The same with everything that regularises, half as strong before it grows.</summary>
    public static RunSpec Regularized { get; } = Spec with
    {
        Model = Spec.Model with { DropPath = 0.5 },
        Regularization = new()
        {
            RandAugment = 9, RandomErasing = 0.5, Mixup = 0.8, Cutmix = 1, MixProbability = 0.8, RepeatedAugmentation = 2,
            SmallestRandAugment = 0.5, SmallestRandomErasing = 0.5, SmallestDropPath = 0.5,
        },
    };

    /// <summary>A denoiser of 4 blocks, fine-tuned in four stages of 5 steps each, which a zero-shot search chooses.</summary>
    public static RunSpec Denoising { get; } = Spec with
    {
        Model = new()
        {
            Family = ModelFamily.Dit, Stem = Stem.Patch, Width = 16, Depth = 4, Heads = 2,
            Dit = new() { Channels = 1, LatentFactor = 1, LearnSigma = false },
        },
        Data = Spec.Data with { Dataset = DataSpec.Mnist },
        Schedule = new() { Kind = ScheduleKind.AutoprogZero, StageCount = 4, SmallestDepth = 0.25, Operator = GrowthOperatorKind.Interpolation },
        Search = new() { Cost = SearchCost.Flops, NtkSamples = 4, ZicoBatches = 2, TimedSteps = 1 },
        Optimization = new() { Epochs = 4, BatchSize = 16, LabelSmoothing = 0 },
        Diffusion = new() { SamplingSteps = 2, ShownSamples = 20, JudgedSamples = 40 },
        Evaluation = Spec.Evaluation with { EveryEpochs = 4 },
    };

    /// <summary>Where moments of latents are kept; null keeps none.</summary>
    public string? Latents { get; init; }

    public CheckpointStore Checkpoints => new(folder.Root);

    /// <summary>One attempt in a trainer of its own, stopped after so many steps, or never.</summary>
    public (MemoryJournal Journal, RunResult? Result) Train(int? stopAfter = null)
    {
        using var stop = new CancellationTokenSource();
        var journal = new MemoryJournal();
        journal.Entered += (_, step) =>
        {
            if (step == stopAfter)
            {
                stop.Cancel();
            }
        };
        return (journal, Train(journal, stop.Token));
    }

    public RunResult? Train(MemoryJournal journal, CancellationToken stop = default)
    {
        using var data = ImageDataset.Open(spec, new DatasetLocator(dataRoot: null));
        using var trainer = new Trainer(spec, data, Environment, journal, Checkpoints, new RunClock(TimeProvider.System, TimeSpan.Zero), samples: folder["samples"], latents: Latents);
        var threads = torch.get_num_threads();
        torch.set_num_threads(1); // Work this small only waits for its helpers.
        try
        {
            return trainer.Run(++attempts, stop);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    /// <summary>Names of the files of a checkpoint and their hashes, the position apart: it holds times.</summary>
    public IReadOnlyList<string> Hashes(int step) =>
    [
        .. Directory.GetFiles(folder[$"step-{step:D8}"], "*.safetensors").Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    public IReadOnlyList<string> Samples => Directory.Exists(folder["samples"]) ? [.. Directory.GetFiles(folder["samples"]).Select(Path.GetFileName)!] : [];

    /// <summary>Flips one bit in the middle of a file.</summary>
    public void Damage(int step, string file)
    {
        var path = folder[$"step-{step:D8}", file];
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    public void Dispose() => folder.Dispose();

    public static RunEnvironment Environment { get; } = new("0", "", "", "", "cpu", "CPU", 1, "", "");
}
