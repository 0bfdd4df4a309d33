using AutoProg.Client.Charts;
using AutoProg.Contracts.Events;

namespace AutoProg.Client.Comparison;

/// <summary>A row of the table of results.</summary>
/// <param name="Series">Final and best value of each judged series, in the order of the table; null where the run has none.</param>
/// <param name="FlopsSaved">Against the baseline, a fraction; null without one.</param>
/// <param name="Saving">Measured against the baseline, or estimated where none is chosen; null until it is known.</param>
/// <param name="SecondsToTarget">Until the first evaluation at or above the baseline's final top-1.</param>
/// <param name="TargetSpeedup">How many times sooner than the baseline itself.</param>
/// <param name="Unlike">Fields that make the times of run and baseline hard to compare.</param>
public sealed record RunMetrics(
    ComparedRun Run,
    IReadOnlyList<Milestones?> Series,
    double? FlopsSaved,
    Saving? Saving,
    double? SecondsToTarget,
    double? TargetSpeedup,
    IReadOnlyList<string> Unlike)
{
    /// <summary>The series that some run has and that have a good end.</summary>
    public static IReadOnlyList<string> Judged(IEnumerable<ComparedRun> runs) =>
        [.. SeriesLook.InOrder(runs.SelectMany(run => run.History.Names)).Where(name => SeriesLook.Of(name).Better != Better.Neither)];

    public static RunMetrics Of(ComparedRun run, IReadOnlyList<string> series, ComparedRun? baseline)
    {
        var seconds = Target(baseline) is { } target ? SecondsTo(run, target) : null;
        return new RunMetrics(
            run,
            [.. series.Select(name => Milestones.Of(run.History.Series(name), SeriesLook.Of(name).Better))],
            run.Result is { } result && baseline?.Result is { TrainFlops: > 0 } full && run != baseline ? 1 - (result.TrainFlops / full.TrainFlops) : null,
            baseline is null ? Saving.Estimated(run.Result) : run == baseline ? null : Saving.Measured(run.Result, baseline.Result),
            seconds,
            seconds > 0 && run != baseline && SecondsTo(baseline!, Target(baseline)!.Value) is { } own ? own / seconds : null,
            run != baseline && run.Detail is { } mine && baseline?.Detail is { } other ? Likeness.Differences(mine, other) : []);
    }

    /// <summary>What the others have to reach; null until the baseline is done.</summary>
    public static double? Target(ComparedRun? baseline) => baseline?.Result?.Top1;

    private static double? SecondsTo(ComparedRun run, double top1) => Milestones.SecondsToReach(run.History.Series(SeriesNames.TestTop1), top1);
}
