using AutoProg.Client.Runs;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Savings;

/// <summary>What the steps of a run would cost at full size, from the rates its own points tell; an estimate.</summary>
/// <param name="Low">Seconds of a full-size step, where the rate was among the fastest tenth.</param>
/// <param name="Middle">The same at the middle rate.</param>
/// <param name="High">The same among the slowest tenth.</param>
/// <param name="TrainSeconds">What the steps took that were done so far.</param>
/// <param name="Steps">How many those were.</param>
/// <param name="IsTimed">True where full-size steps themselves were timed; otherwise their FLOPs stand for them.</param>
public sealed record FullCost(double Low, double Middle, double High, double TrainSeconds, int Steps, bool IsTimed)
{
    private const int FewPoints = 3;

    /// <summary>The fraction of full-size training time that is saved so far, what is no training step left out; negative where it costs more.</summary>
    public (double Least, double Middle, double Most) Saved => (Share(Low), Share(Middle), Share(High));

    /// <summary>Null while there are too few points to tell.</summary>
    public static FullCost? Of(RunHistory history, RunPlan plan, RunSpec spec)
    {
        var intervals = Intervals(history.Series(SeriesNames.ImagesPerSecond), plan, spec.Optimization.BatchSize).ToArray();
        var timed = intervals.Where(interval => interval.Flops >= plan.FullFlopsPerStep).Select(interval => interval.StepSeconds).Order().ToArray();
        var isTimed = timed.Length >= FewPoints;
        var steps = isTimed ? timed : intervals.Select(interval => interval.StepSeconds * plan.FullFlopsPerStep / interval.Flops).Order().ToArray();
        return steps.Length < FewPoints
            ? null
            : new FullCost(
                Quantile(steps, 0.1), Quantile(steps, 0.5), Quantile(steps, 0.9), intervals.Sum(interval => interval.Steps * interval.StepSeconds), intervals.Sum(interval => interval.Steps), isTimed);
    }

    /// <summary>When a full-size run of so many steps would end, in seconds of active time; what is no training step takes it as long.</summary>
    /// <param name="activeSeconds">Of this run so far.</param>
    /// <param name="searchSeconds">Part of them that only a search needed.</param>
    public (double Low, double High) End(int totalSteps, double activeSeconds, double searchSeconds)
    {
        var aside = Math.Max(0, activeSeconds - TrainSeconds - searchSeconds) / Steps;
        return (totalSteps * (Low + aside), totalSteps * (High + aside));
    }

    private double Share(double stepSeconds) => 1 - (TrainSeconds / (Steps * stepSeconds));

    private static IEnumerable<(int Steps, double StepSeconds, double Flops)> Intervals(IReadOnlyList<CurvePoint> rates, RunPlan plan, int batch)
    {
        var before = 0;
        foreach (var point in rates)
        {
            if (point.Value is > 0 and { } rate && point.Step > before)
            {
                yield return (point.Step - before, batch / rate, plan.StageAt(point.Step - 1).FlopsPerStep);
            }

            before = point.Step;
        }
    }

    private static double Quantile(double[] ascending, double share) => ascending[(int)Math.Round(share * (ascending.Length - 1))];
}
