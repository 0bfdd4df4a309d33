using AutoProg.Client.Runs;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Charts;

/// <summary>Growth stages on the axis of the curves: planned where they can be computed, actual where they were measured.</summary>
public static class StageTimeline
{
    public static TimelineModel Of(RunHistory history, RunPlan? plan, RunSpec spec, CurveAxis axis)
    {
        StageModel[] stages = plan is null ? [] : [.. plan.Stages
            .Select(stage => Stage(history, plan, spec, stage, axis))
            .Where(stage => stage.To > stage.From)];
        return new TimelineModel(stages, [.. TimelineLanes.Of(stages, plan, spec)]);
    }

    /// <summary>Where a step lies on an axis that the plan alone can compute; wall time it cannot.</summary>
    public static double PlannedPosition(RunPlan plan, int step, CurveAxis axis) => axis switch
    {
        CurveAxis.Epoch => (double)step / plan.StepsPerEpoch,
        CurveAxis.Flops => plan.Stages.Sum(stage => Math.Clamp(step - stage.FirstStep, 0, stage.Steps) * stage.FlopsPerStep),
        _ => step,
    };

    private static StageModel Stage(RunHistory history, RunPlan plan, RunSpec spec, PlannedStage stage, CurveAxis axis)
    {
        var search = stage.SearchSteps > 0;
        var done = Math.Clamp(history.LastStep, stage.FirstStep, stage.EndStep);
        var (from, to, filled) = axis.IsTime()
            ? (Measured(stage.FirstStep), Measured(done), Measured(done))
            : (PlannedPosition(plan, stage.FirstStep, axis), PlannedPosition(plan, stage.EndStep, axis), PlannedPosition(plan, done, axis));
        return new StageModel(from, to, filled, stage.Stage.Resolution, stage.Stage.Depth,
            $"Stage {stage.Index + 1} of {plan.Stages[^1].Index + 1}{(search ? ", search in a supernet of" : ":")} {stage.Stage.Resolution} px, {stage.Stage.Depth} blocks{(spec.Unfreezes ? $" of {spec.Model.Depth} trainable" : "")}, steps {stage.FirstStep:N0} to {stage.EndStep:N0}",
            search)
        { Index = stage.Index };

        double Measured(int step) => axis.At(history.Series(SeriesNames.TrainLoss), step);
    }
}
