namespace AutoProg.Contracts.Specification;

/// <summary>One growth stage in steps: trains steps [FirstStep, EndStep).</summary>
/// <param name="Index">0 for the first.</param>
/// <param name="Stage">What it trains.</param>
/// <param name="FirstStep">Steps already done when it starts.</param>
/// <param name="EndStep">Steps done when it ends.</param>
/// <param name="FlopsPerStep">Forward and backward of one batch, multiply-add = 2.</param>
public sealed record PlannedStage(int Index, GrowthStage Stage, int FirstStep, int EndStep, double FlopsPerStep)
{
    /// <summary>Optimizer updates of this stage.</summary>
    public int Steps => EndStep - FirstStep;
}

/// <summary>A specification worked out for a number of images: the same arithmetic in the form, the API and the worker.</summary>
public sealed record RunPlan(int StepsPerEpoch, int TotalSteps, IReadOnlyList<PlannedStage> Stages, double FullFlopsPerStep)
{
    /// <summary>FLOPs of training, evaluation apart.</summary>
    public double TrainFlops => Stages.Sum(stage => stage.Steps * stage.FlopsPerStep);

    /// <summary>FLOPs of the same steps at full size.</summary>
    public double FullFlops => TotalSteps * FullFlopsPerStep;

    /// <summary>The fraction of full-size training FLOPs that the schedule saves; 0 saves nothing.</summary>
    public double FlopsSaved => 1 - TrainFlops / FullFlops;

    /// <summary>The stage that trains the step after <paramref name="step"/> finished ones.</summary>
    public PlannedStage StageAt(int step) => Stages.Last(stage => stage.FirstStep <= step || stage.Index == 0);

    /// <summary>Plans a valid specification for a training set of so many images and classes.</summary>
    public static RunPlan For(RunSpec spec, int trainImages, int classes)
    {
        var stepsPerEpoch = Math.Max(1, trainImages / spec.Optimization.BatchSize);
        var total = spec.Optimization.MaxSteps > 0 ? spec.Optimization.MaxSteps : spec.Optimization.Epochs * stepsPerEpoch;
        var stages = GrowthGrid.Stages(spec);
        var starts = stages.Select(stage => FirstStep(stage, spec, stepsPerEpoch, total)).Append(total).ToArray();
        return new RunPlan(
            stepsPerEpoch,
            total,
            [.. stages.Select((stage, k) => new PlannedStage(k, stage, starts[k], starts[k + 1],
                ModelCost.TrainFlops(spec.Model, spec.Data.Channels, classes, stage.Resolution, stage.Depth) * spec.Optimization.BatchSize))],
            ModelCost.TrainFlops(spec.Model, spec.Data.Channels, classes, spec.Model.Resolution, spec.Model.Depth) * spec.Optimization.BatchSize);
    }

    private static int FirstStep(GrowthStage stage, RunSpec spec, int stepsPerEpoch, int total) =>
        spec.Optimization.MaxSteps > 0
            ? (int)Math.Floor(stage.StartFraction * total + 1e-9)
            : GrowthGrid.StartEpoch(stage.StartFraction, spec.Optimization.Epochs) * stepsPerEpoch;
}
