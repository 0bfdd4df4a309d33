using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Search;

namespace AutoProg.Training.Loop;

/// <summary>How far a run has come: what points carry, checkpoints keep and the result sums up.</summary>
internal sealed class RunProgress(RunSpec spec, RunPlan plan, RunEnvironment environment, RunClock clock)
{
    private readonly double[] stageSeconds = new double[plan.Stages.Count];
    private double searchSeconds, supernetSeconds;

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    /// <summary>FLOPs of the training steps done.</summary>
    public double Flops { get; private set; }

    /// <summary>Softmax regression on the same images, once fitted.</summary>
    public double? LinearTop1 { get; set; }

    /// <summary>The epoch of the learning-rate schedule; a step limit stretches or squeezes it.</summary>
    public double ScheduleEpoch => ScheduleEpochAt(Step);

    public bool IsDone => Step >= plan.TotalSteps;

    public double ScheduleEpochAt(int step) => (double)step * spec.Optimization.Epochs / plan.TotalSteps;

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(TrainingPosition position)
    {
        (Step, Flops, LinearTop1) = (position.Step, position.Flops, position.LinearTop1);
        (searchSeconds, supernetSeconds) = (position.SearchSeconds, position.SupernetSeconds);
        position.StageSeconds.Take(stageSeconds.Length).ToArray().CopyTo(stageSeconds, 0); // A fork may have fewer stages.
        clock.Continue(TimeSpan.FromMilliseconds(position.WallMilliseconds));
    }

    /// <summary>Counts a training step.</summary>
    public void Trained(Segment segment, double stepFlops, TimeSpan took)
    {
        Step++;
        Flops += stepFlops;
        stageSeconds[segment.Stage.Index] += took.TotalSeconds;
        supernetSeconds += segment.Search is null ? 0 : took.TotalSeconds;
    }

    /// <summary>Counts work of a search that trains nothing.</summary>
    public void Searched(TimeSpan took) => searchSeconds += took.TotalSeconds;

    public Point PointOf(string series, double value) =>
        new(series, Step, (double)Step / plan.StepsPerEpoch, (long)clock.Elapsed.TotalMilliseconds, Flops, value);

    public TrainingPosition Position(Network network, GrowthCourse course, float[] pendingLosses) => new(
        Step, network.Stage, network.MomentumUpdates, (long)clock.Elapsed.TotalMilliseconds, Flops,
        [.. stageSeconds], pendingLosses, LinearTop1, environment.Threads, environment.AutoProg,
        searchSeconds, supernetSeconds, course.Decisions, course.Progress, course.Unfreezings);

    public RunResult Result(Scores final, GrowthCourse course)
    {
        // Where the last stage trained no step in this plan there is nothing to scale; every plan ends full size.
        var fullStepSeconds = stageSeconds[^1] / Math.Max(1, plan.Stages[^1].Steps);
        var wall = clock.Elapsed.TotalSeconds;
        return new RunResult(
            spec.Preset, spec.Schedule.Kind, spec.Seed, environment.Device, final.Top1, final.Top5, LinearTop1,
            wall, Flops, searchSeconds, [.. plan.Stages.Select(stage => ResultOf(stage, course))],
            wall - stageSeconds.Sum() - searchSeconds + fullStepSeconds * plan.TotalSteps, supernetSeconds,
            final.Fid, final.SampleAccuracy, final.Quality);
    }

    private StageResult ResultOf(PlannedStage stage, GrowthCourse course)
    {
        var size = course.SizeOf(stage);
        var searched = course.InheritedBy(stage) is null ? 0 : stage.SearchSteps;
        return new StageResult(size.Resolution, size.Depth, stage.FirstStep, stage.Steps, stageSeconds[stage.Index], searched);
    }
}
