using AutoProg.Contracts.Events;

namespace AutoProg.Contracts.Specification;

/// <summary>One growth stage in steps: trains steps [FirstStep, EndStep).</summary>
/// <param name="Index">0 for the first.</param>
/// <param name="Stage">What it trains.</param>
/// <param name="FirstStep">Steps already done when it starts.</param>
/// <param name="EndStep">Steps done when it ends.</param>
/// <param name="FlopsPerStep">Forward and backward of one batch, multiply-add = 2.</param>
/// <param name="SearchSteps">Its first steps that train a supernet to search what the others train; 0 where that is known.</param>
public sealed record PlannedStage(int Index, GrowthStage Stage, int FirstStep, int EndStep, double FlopsPerStep, int SearchSteps = 0)
{
    /// <summary>Optimizer updates of this stage.</summary>
    public int Steps => EndStep - FirstStep;
}

/// <summary>A specification worked out for a number of images: the same arithmetic in the form, the API and the worker.</summary>
public sealed record RunPlan(int StepsPerEpoch, int TotalSteps, IReadOnlyList<PlannedStage> Stages, double FullFlopsPerStep)
{
    /// <summary>Longer plans are cut off here; the worker refuses them.</summary>
    public const int MostSteps = int.MaxValue;

    /// <summary>FLOPs of training, evaluation apart.</summary>
    public double TrainFlops => Stages.Sum(stage => stage.Steps * stage.FlopsPerStep);

    /// <summary>FLOPs of the same steps at full size.</summary>
    public double FullFlops => TotalSteps * FullFlopsPerStep;

    /// <summary>The fraction of full-size training FLOPs that the schedule saves; 0 saves nothing.</summary>
    public double FlopsSaved => 1 - TrainFlops / FullFlops;

    /// <summary>The stage that trains the step after <paramref name="step"/> finished ones.</summary>
    public PlannedStage StageAt(int step) => Stages.Last(stage => stage.FirstStep <= Math.Max(0, step));

    /// <summary>
    /// The plan with what searches found since: a searched stage in two parts of the same index, the steps of its
    /// supernet and those of the winner. What is not known yet stays as planned.
    /// </summary>
    public RunPlan AsFound(RunSpec spec, int classes, IReadOnlyList<SearchStarted> searches, IReadOnlyList<StageStarted> started)
    {
        var flops = FlopsPerStep(spec, classes);
        return spec.Schedule.Kind is ScheduleKind.AutoprogOne or ScheduleKind.AutoprogZero ? this with { Stages = [.. Stages.SelectMany(Found)] } : this;

        IEnumerable<PlannedStage> Found(PlannedStage stage)
        {
            var size = started.FirstOrDefault(begun => begun.Index == stage.Index)?.Stage ?? stage.Stage;
            var trained = stage with { Stage = size, FlopsPerStep = flops(size.Resolution, size.Depth), SearchSteps = 0 };
            if (searches.FirstOrDefault(search => search.Index == stage.Index) is not { } search)
            {
                return [trained];
            }

            var supernet = stage with
            {
                Stage = stage.Stage with { Resolution = search.Supernet.Resolution, Depth = search.Supernet.Depth },
                EndStep = search.EndStep,
                FlopsPerStep = search.Candidates.Average(candidate => flops(candidate.Resolution, candidate.Depth)),
            };
            return [supernet, trained with { FirstStep = search.EndStep }];
        }
    }

    /// <summary>Plans a valid specification for a training set of so many images and classes.</summary>
    public static RunPlan For(RunSpec spec, int trainImages, int classes)
    {
        spec = spec.Resolved();
        var stepsPerEpoch = Math.Max(1, trainImages / spec.Optimization.BatchSize);
        var total = spec.Optimization.MaxSteps > 0 ? spec.Optimization.MaxSteps : Steps(spec.Optimization.Epochs, stepsPerEpoch);
        var stages = GrowthGrid.Stages(spec);
        var starts = stages.Select(stage => FirstStep(stage, spec, stepsPerEpoch, total)).Append(total).ToArray();
        var flops = FlopsPerStep(spec, classes);
        return new RunPlan(
            stepsPerEpoch,
            total,
            [.. stages.Select((stage, k) => new PlannedStage(
                k, stage, starts[k], starts[k + 1], flops(stage.Resolution, stage.Depth), k < stages.Count - 1 ? SearchSteps(spec, stepsPerEpoch, total) : 0))],
            FlopsPerStep(spec with { FineTuning = spec.FineTuning with { Method = FineTuningMethod.Full } }, classes)(spec.Model.Resolution, spec.Model.Depth));
    }

    /// <summary>FLOPs of one training step of a run, by resolution in pixels and depth in blocks, or blocks that train.</summary>
    public static Func<int, int, double> FlopsPerStep(RunSpec spec, int classes)
    {
        var resolved = spec.Resolved();
        return (resolution, depth) => spec.Optimization.BatchSize * (spec.Unfreezes
            ? FineTuneCost.Flops(resolved, classes, resolution, depth)
            : ModelCost.TrainFlops(spec.Model, spec.Data.Channels, classes, resolution, depth));
    }

    // A step limit stretches or squeezes a search as it does the stages.
    private static int SearchSteps(RunSpec spec, int stepsPerEpoch, int total) => (spec.Schedule.Kind, spec.Optimization.MaxSteps) switch
    {
        (not ScheduleKind.AutoprogOne, _) => 0,
        (_, 0) => Steps(spec.Search.Epochs, stepsPerEpoch),
        _ => (int)((long)spec.Search.Epochs * total / spec.Optimization.Epochs),
    };

    private static int FirstStep(GrowthStage stage, RunSpec spec, int stepsPerEpoch, int total) =>
        spec.Optimization.MaxSteps > 0
            ? (int)Math.Floor(stage.StartFraction * total + 1e-9)
            : Steps(GrowthGrid.StartEpoch(stage.StartFraction, spec.Optimization.Epochs), stepsPerEpoch);

    private static int Steps(int epochs, int stepsPerEpoch) => (int)Math.Min(MostSteps, (long)epochs * stepsPerEpoch);
}
