namespace AutoProg.Contracts.Specification;

/// <summary>The rules of a specification: the form, the API and the worker all ask here.</summary>
public static partial class SpecValidator
{
    private const string SmallestUnit = "of the last stage (1 keeps it constant)";

    /// <summary>Messages by field path (<c>optimization.epochs</c>); empty for a valid specification.</summary>
    public static IReadOnlyDictionary<string, string[]> Validate(this RunSpec spec)
    {
        var errors = new Errors();
        CheckIdentity(spec, errors);
        CheckModel(spec.Model, errors);
        CheckData(spec.Data, errors);
        CheckDitChannels(spec, errors);
        CheckOptimization(spec.Optimization, errors);
        CheckRegularization(spec.Regularization, spec.Optimization.BatchSize, errors);
        CheckEvaluation(spec.Evaluation, errors);
        if (spec.Task == LearningTask.Denoising)
        {
            CheckDiffusion(spec, errors);
            CheckLatents(spec.Model, errors);
            CheckShifts(spec, errors);
        }

        CheckResources(spec.Resources, errors);
        if (!errors.Any)
        {
            CheckFineTuning(spec, errors);
            CheckSchedule(spec.Resolved(), errors);
        }

        return errors.ByField;
    }

    private static void CheckIdentity(RunSpec spec, Errors errors)
    {
        errors.Unless(spec.Name.Length <= 80, "name", $"The name has {spec.Name.Length} characters; use at most 80.");
        errors.Unless(spec.Seed >= 0, "seed", $"The seed is {spec.Seed}; use 0 or more.");
    }

    private static void CheckData(DataSpec data, Errors errors)
    {
        errors.Unless(DataSpec.Kinds.Contains(data.Dataset), "data.dataset",
            $"Unknown data set '{data.Dataset}'. Known: {string.Join(", ", DataSpec.Kinds)}.");
        errors.Unless(data.Dataset is not (DataSpec.Idx or DataSpec.ImageFolder) || !string.IsNullOrWhiteSpace(data.Path), "data.path",
            $"A data set of kind '{data.Dataset}' needs the folder it lies in.");
        errors.InRange("data.trainImages", data.TrainImages, 0, int.MaxValue, "images (0 takes all)");
        errors.InRange("data.testImages", data.TestImages, 0, int.MaxValue, "images (0 takes all)");
        errors.InRange("data.cropPadding", data.CropPadding, 0, 256, "pixels");
    }

    private static void CheckOptimization(OptimizationSpec optimization, Errors errors)
    {
        errors.InRange("optimization.epochs", optimization.Epochs, 1, 100_000, "epochs");
        errors.InRange("optimization.batchSize", optimization.BatchSize, 1, 65_536, "images");
        errors.InRange("optimization.maxSteps", optimization.MaxSteps, 0, int.MaxValue, "steps (0 runs all epochs)");
        errors.InRange("optimization.learningRate", optimization.LearningRate, 0, 1e9);
        errors.InRange("optimization.minLearningRate", optimization.MinLearningRate, 0, 1e9);
        errors.InRange("optimization.warmupLearningRate", optimization.WarmupLearningRate, 0, 1e9);
        errors.InRange("optimization.warmupEpochs", optimization.WarmupEpochs, 0, optimization.Epochs, "epochs");
        errors.InRange("optimization.weightDecay", optimization.WeightDecay, 0, 10);
        errors.InRange("optimization.beta1", optimization.Beta1, 0, 0.9999999);
        errors.InRange("optimization.beta2", optimization.Beta2, 0, 0.9999999);
        errors.InRange("optimization.clipNorm", optimization.ClipNorm, 0, 1e9);
        errors.InRange("optimization.labelSmoothing", optimization.LabelSmoothing, 0, 0.9);
        errors.InRange("optimization.emaHalfLife", optimization.EmaHalfLife, 0, 1);
    }

    private static void CheckRegularization(RegularizationSpec regularization, int batchSize, Errors errors)
    {
        errors.InRange("regularization.randAugment", regularization.RandAugment, 0, 10, "(0 distorts nothing)");
        errors.InRange("regularization.randAugmentOperations", regularization.RandAugmentOperations, 1, 16, "operations");
        errors.InRange("regularization.randAugmentDeviation", regularization.RandAugmentDeviation, 0, 10);
        errors.InRange("regularization.randomErasing", regularization.RandomErasing, 0, 1, "(0 erases nothing)");
        errors.InRange("regularization.mixup", regularization.Mixup, 0, 100, "(0 mixes nothing)");
        errors.InRange("regularization.cutmix", regularization.Cutmix, 0, 100, "(0 cuts nothing)");
        errors.InRange("regularization.mixProbability", regularization.MixProbability, 0, 1);
        errors.InRange("regularization.switchProbability", regularization.SwitchProbability, 0, 1);
        errors.InRange("regularization.repeatedAugmentation", regularization.RepeatedAugmentation, 1, Math.Max(1, batchSize), "copies of an image in a batch");
        errors.InRange("regularization.smallestRandAugment", regularization.SmallestRandAugment, -10, 1, SmallestUnit);
        errors.InRange("regularization.smallestRandomErasing", regularization.SmallestRandomErasing, -10, 1, SmallestUnit);
        errors.InRange("regularization.smallestDropPath", regularization.SmallestDropPath, -10, 1, SmallestUnit);
        errors.Unless(batchSize > 1 || !regularization.Mixes, "optimization.batchSize",
            "Mixup and cutmix need two images per step; raise the batch size, or set regularization.mixup and regularization.cutmix to 0.");
    }

    private static void CheckDiffusion(RunSpec spec, Errors errors)
    {
        var diffusion = spec.Diffusion;
        errors.InRange("diffusion.diffusionSteps", diffusion.DiffusionSteps, 2, 100_000, "steps");
        errors.InRange("diffusion.samplingSteps", diffusion.SamplingSteps, 1, Math.Max(1, diffusion.DiffusionSteps), "steps");
        errors.InRange("diffusion.minSnrGamma", diffusion.MinSnrGamma, 0, 1e6, "(0 weighs all steps alike)");
        errors.InRange("diffusion.guidanceScale", diffusion.GuidanceScale, 0, 100, "(1 is off)");
        errors.InRange("diffusion.shownSamples", diffusion.ShownSamples, 0, 1_000, "samples");
        errors.InRange("diffusion.judgedSamples", diffusion.JudgedSamples, 0, 100_000, "samples (0 measures none)");
        errors.Unless(diffusion.FeatureWeights is null || !string.IsNullOrWhiteSpace(diffusion.FeatureWeights), "diffusion.featureWeights",
            "Name a safetensors file of Inception-v3, or use null for the classifier of the data set.");
        errors.Unless(diffusion.JudgedSamples != 1, "diffusion.judgedSamples", "A distance between distributions takes two samples or more; use 0 to measure none.");
        errors.Unless(spec.Regularization is { RandAugment: 0, RandomErasing: 0, Mixes: false, RepeatedAugmentation: 1 }, "regularization",
            "A diffusion model learns the images as they are; set all regularisation to 0 and regularization.repeatedAugmentation to 1.");
    }

    private static void CheckEvaluation(EvaluationSpec evaluation, Errors errors)
    {
        errors.InRange("evaluation.everyEpochs", evaluation.EveryEpochs, 1, 100_000, "epochs");
        errors.InRange("evaluation.logEverySteps", evaluation.LogEverySteps, 1, 1_000_000, "steps");
        errors.InRange("evaluation.checkpointEverySteps", evaluation.CheckpointEverySteps, 1, 10_000_000, "steps");
    }

    private static void CheckResources(ResourceSpec resources, Errors errors)
    {
        errors.Unless(IsDevice(resources.Device), "resources.device",
            $"Unknown device '{resources.Device}'. Use auto, cpu or cuda:N.");
        errors.InRange("resources.threads", resources.Threads, 0, 1024, "threads (0 takes all cores)");
    }

    private static bool IsDevice(string device) =>
        device is "auto" or "cpu" or "cuda" || (uint.TryParse(device.Split(':')[^1], out var index) && device == $"cuda:{index}");

    private sealed class Errors
    {
        private readonly Dictionary<string, List<string>> byField = [];

        public bool Any => byField.Count > 0;

        public IReadOnlyDictionary<string, string[]> ByField => byField.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());

        public void Add(string field, string message)
        {
            if (!byField.TryGetValue(field, out var messages))
            {
                byField[field] = messages = [];
            }

            messages.Add(message);
        }

        public void Unless(bool valid, string field, string message)
        {
            if (!valid)
            {
                Add(field, message);
            }
        }

        // Written so that NaN is out of range.
        public void InRange(string field, double value, double least, double most, string unit = "") =>
            Unless(value >= least && value <= most, field,
                most is int.MaxValue or >= 1e9
                    ? $"{value} is out of range; use {least} or more{Spaced(unit)}."
                    : $"{value} is out of range; use {least} to {most}{Spaced(unit)}.");

        private static string Spaced(string unit) => unit.Length == 0 ? "" : $" {unit}";
    }
}
