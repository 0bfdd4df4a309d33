namespace AutoProg.Contracts.Specification;

/// <summary>A named starting point, with what to expect of it.</summary>
/// <param name="Name">What <c>autoprog train --preset</c> and the form take.</param>
/// <param name="Summary">One sentence for people: data, model, expected time and result.</param>
/// <param name="Spec">The specification it starts.</param>
public sealed record Preset(string Name, string Summary, RunSpec Spec);

/// <summary>The presets that ship with the program.</summary>
public static class Presets
{
    public const string Demo = "vit-fashion-mnist-demo";

    // Cheap beginnings and a long last stage: in a short run the shock of the last growth needs learning rate left to recover.
    private static readonly ScheduleSpec SmallGrowth = new()
    {
        Stages = [new(0, 16, 3), new(0.34, 20, 3), new(0.56, 28, 6)],
    };

    private static readonly OptimizationSpec SmallOptimization = new() { Epochs = 18, BatchSize = 32, LearningRate = 2e-3, ClipNorm = 1 };

    private static readonly ModelSpec SmallDit = new()
    {
        Family = ModelFamily.Dit,
        Stem = Stem.Patch,
        Width = 96,
        Depth = 8,
        Heads = 4,
        Dit = new() { Channels = 1, LatentFactor = 1, LearnSigma = false },
    };

    private static readonly OptimizationSpec DitOptimization = new() { BatchSize = 32, LearningRate = 5e-4, WeightDecay = 0, ClipNorm = 1, LabelSmoothing = 0 };
    private static readonly DiffusionSpec SmallDiffusion = new() { SamplingSteps = 20, JudgedSamples = 500 };

    public static IReadOnlyList<Preset> All { get; } =
    [
        Of(Demo,
            "A small ViT on the bundled 10,000 Fashion-MNIST images, grown in three stages: minutes on two CPU cores.",
            new RunSpec
            {
                Data = new() { Dataset = DataSpec.FashionMnist, TrainImages = 10_000, TestImages = 2_000, CropPadding = 1 },
                Schedule = SmallGrowth,
                Optimization = SmallOptimization,
            }),
        Of("vit-fashion-mnist",
            "The same ViT on all 60,000 Fashion-MNIST images; needs the full set installed or named by path.",
            new RunSpec
            {
                Data = new() { Dataset = DataSpec.FashionMnist, CropPadding = 2, HorizontalFlip = true },
                Schedule = SmallGrowth,
                Optimization = SmallOptimization,
            }),
        Of("dit-fashion-mnist",
            "A small pixel-space DiT from scratch on the bundled Fashion-MNIST images: the starting point of dit-mnist-demo.",
            new RunSpec
            {
                Model = SmallDit,
                Data = new() { Dataset = DataSpec.FashionMnist, TrainImages = 10_000, TestImages = 2_000 },
                Schedule = new() { Kind = ScheduleKind.None },
                Optimization = DitOptimization with { Epochs = 20, LearningRate = 1e-3 },
                Diffusion = SmallDiffusion,
                Evaluation = new() { EveryEpochs = 5, LinearBaseline = false },
            }),
        Of("dit-mnist-demo",
            "That DiT fine-tuned to MNIST digits by AutoProg-Zero, which chooses what to unfreeze and at which resolution: minutes on two CPU cores.",
            new RunSpec
            {
                Model = SmallDit with { Weights = "dit-fashion-mnist" },
                Data = new() { Dataset = DataSpec.Mnist, TrainImages = 10_000, TestImages = 2_000 },
                Schedule = new()
                {
                    Kind = ScheduleKind.AutoprogZero,
                    SmallestDepth = 0.25,
                    Operator = GrowthOperatorKind.Interpolation,
                },
                Optimization = DitOptimization with { Epochs = 12 },
                Diffusion = SmallDiffusion,
                Evaluation = new() { EveryEpochs = 3, LinearBaseline = false },
            }),
        Of("deit-small-image-folder",
            "DeiT-S at 224 px on a folder of class sub-folders (ImageNet layout: train/ and val/), grown from 112 px; needs a GPU.",
            new RunSpec
            {
                Model = ModelCatalog.Find("DeiT-S")!,
                Data = new() { Dataset = DataSpec.ImageFolder, Path = "imagenet", HorizontalFlip = true },
                Optimization = new()
                {
                    Epochs = 100,
                    BatchSize = 256,
                    LearningRate = 5e-4,
                    WarmupEpochs = 5,
                    Precision = Precision.Bf16,
                },
                Evaluation = new() { LogEverySteps = 50, CheckpointEverySteps = 5_000, LinearBaseline = false },
            }),
    ];

    /// <summary>The preset of that name, or null.</summary>
    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    private static Preset Of(string name, string summary, RunSpec spec) =>
        new(name, summary, spec with { Name = name, Preset = name });
}
