namespace AutoProg.Contracts.Specification;

/// <summary>The rules of a specification: the form, the API and the worker all ask here.</summary>
public static class SpecValidator
{
    /// <summary>Messages by field path (<c>optimization.epochs</c>); empty for a valid specification.</summary>
    public static IReadOnlyDictionary<string, string[]> Validate(this RunSpec spec)
    {
        var errors = new Errors();
        CheckIdentity(spec, errors);
        CheckModel(spec.Model, errors);
        CheckData(spec.Data, errors);
        CheckOptimization(spec.Optimization, errors);
        CheckEvaluation(spec.Evaluation, errors);
        CheckResources(spec.Resources, errors);
        if (!errors.Any)
        {
            CheckSchedule(spec, errors);
        }

        return errors.ByField;
    }

    private static void CheckIdentity(RunSpec spec, Errors errors)
    {
        errors.Unless(spec.Name.Length <= 80, "name", $"The name has {spec.Name.Length} characters; use at most 80.");
        errors.Unless(spec.Seed >= 0, "seed", $"The seed is {spec.Seed}; use 0 or more.");
    }

    private static void CheckModel(ModelSpec model, Errors errors)
    {
        errors.InRange("model.resolution", model.Resolution, 4, 2048, "pixels");
        errors.InRange("model.patchSize", model.PatchSize, 1, 64, "pixels");
        errors.InRange("model.width", model.Width, 8, 8192, "channels");
        errors.InRange("model.depth", model.Depth, 1, 128, "blocks");
        errors.InRange("model.heads", model.Heads, 1, 128, "heads");
        errors.InRange("model.mlpRatio", model.MlpRatio, 0.5, 16);
        errors.InRange("model.dropPath", model.DropPath, 0, 0.9);
        errors.Unless(model.Weights is null || !string.IsNullOrWhiteSpace(model.Weights), "model.weights",
            "Name a safetensors file or imported weights, or use null to train from scratch.");
        if (errors.Any)
        {
            return;
        }

        errors.Unless(model.Resolution % model.PatchSize == 0, "model.resolution",
            $"{model.Resolution} px is no multiple of the patch size {model.PatchSize}; use {GrowthGrid.RoundTo(model.Resolution, model.PatchSize)}.");
        errors.Unless(model.Width % model.Heads == 0, "model.heads",
            $"{model.Heads} heads do not divide the width {model.Width}; use a divisor of {model.Width}.");
        errors.Unless(model.Stem == Stem.Patch || (model.PatchSize >= 2 && int.IsPow2(model.PatchSize)), "model.patchSize",
            $"The convolutional stem halves the image, so its patch size must be 2, 4, 8 or 16, not {model.PatchSize}.");
        if (model.Name != ModelSpec.Custom)
        {
            var row = ModelCatalog.Find(model.Name);
            errors.Unless(row is not null, "model.name",
                $"Unknown model '{model.Name}'. Known: {string.Join(", ", ModelCatalog.All.Select(known => known.Name))}, {ModelSpec.Custom}.");
            errors.Unless(row is null || SameArchitecture(row, model), "model.name",
                $"The dimensions are not those of {model.Name}; use the name '{ModelSpec.Custom}' for others.");
        }
    }

    private static bool SameArchitecture(ModelSpec row, ModelSpec model) =>
        row == model with { Resolution = row.Resolution, DropPath = row.DropPath, Weights = row.Weights };

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
        device is "auto" or "cpu" or "cuda" || (device.StartsWith("cuda:", StringComparison.Ordinal) && uint.TryParse(device.AsSpan(5), out _));

    private static void CheckSchedule(RunSpec spec, Errors errors)
    {
        var schedule = spec.Schedule;
        if (schedule.Kind == ScheduleKind.None)
        {
            return;
        }

        if (schedule.Stages is null)
        {
            errors.InRange("schedule.stageCount", schedule.StageCount, 2, 64, "stages");
            errors.InRange("schedule.smallestResolution", schedule.SmallestResolution, 0.05, 1);
            errors.InRange("schedule.smallestDepth", schedule.SmallestDepth, 0.05, 1);
        }
        else
        {
            CheckStages(spec, schedule.Stages, errors);
        }

        if (!errors.Any)
        {
            var starts = GrowthGrid.Stages(spec).Select(stage => GrowthGrid.StartEpoch(stage.StartFraction, spec.Optimization.Epochs)).ToArray();
            errors.Unless(spec.Optimization.MaxSteps > 0 || starts.Distinct().Count() == starts.Length, "schedule.stageCount",
                $"{starts.Length} stages do not fit into {spec.Optimization.Epochs} epochs: each needs at least one. Use fewer stages or more epochs.");
        }
    }

    private static void CheckStages(RunSpec spec, IReadOnlyList<GrowthStage> stages, Errors errors)
    {
        if (stages.Count is 0 or > 64)
        {
            errors.Add("schedule.stages", $"A schedule has 1 to 64 stages, not {stages.Count}.");
            return;
        }

        // JSON can hold null where the type cannot.
        for (var k = 0; k < stages.Count; k++)
        {
            errors.Unless(stages[k] is not null, $"schedule.stages[{k}]", "The stage is null; give its startFraction, resolution and depth.");
        }

        if (errors.Any)
        {
            return;
        }

        errors.Unless(stages[0].StartFraction == 0, "schedule.stages[0].startFraction", "The first stage starts at 0.");
        for (var k = 0; k < stages.Count; k++)
        {
            var (path, stage) = ($"schedule.stages[{k}]", stages[k]);
            errors.Unless(double.IsFinite(stage.StartFraction) && stage.StartFraction is >= 0 and < 1, $"{path}.startFraction",
                $"A stage starts at a fraction from 0 to below 1, not {stage.StartFraction}.");
            errors.Unless(k == 0 || stage.StartFraction > stages[k - 1].StartFraction, $"{path}.startFraction",
                $"Stage {k + 1} starts at {stage.StartFraction}, not after stage {k}; put the stages in order.");
            errors.InRange($"{path}.resolution", stage.Resolution, spec.Model.PatchSize, spec.Model.Resolution, "pixels");
            errors.Unless(stage.Resolution % spec.Model.PatchSize == 0, $"{path}.resolution",
                $"{stage.Resolution} px is no multiple of the token stride {spec.Model.PatchSize}; use {GrowthGrid.RoundTo(stage.Resolution, spec.Model.PatchSize)}.");
            errors.InRange($"{path}.depth", stage.Depth, 1, spec.Model.Depth, "blocks");
            errors.Unless(k == 0 || stage.Depth >= stages[k - 1].Depth, $"{path}.depth",
                $"Stage {k + 1} has {stage.Depth} blocks, fewer than stage {k}; depth only grows.");
        }

        var last = stages[^1];
        errors.Unless(last.Resolution == spec.Model.Resolution && last.Depth == spec.Model.Depth, "schedule.stages",
            $"The last stage must be full size: {spec.Model.Resolution} px and {spec.Model.Depth} blocks.");
    }

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
