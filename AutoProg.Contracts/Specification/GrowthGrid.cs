namespace AutoProg.Contracts.Specification;

/// <summary>The stage arithmetic of arXiv 2203.14509: linear ramps on a grid.</summary>
public static class GrowthGrid
{
    /// <summary>The nearest multiple of <paramref name="divisor"/>, never below 0.9 of <paramref name="value"/>.</summary>
    public static int RoundTo(double value, int divisor)
    {
        var rounded = Math.Max(divisor, (int)Math.Floor((value + divisor / 2.0) / divisor) * divisor);
        return rounded < 0.9 * value ? rounded + divisor : rounded;
    }

    /// <summary>
    /// Values of stages 0 to <paramref name="stages"/> - 1: from <paramref name="smallest"/> (a fraction) of
    /// <paramref name="full"/> up to it. The last is exactly full; neighbours may be equal.
    /// </summary>
    public static IReadOnlyList<int> LinearRamp(int full, double smallest, int stages, int divisor) =>
        [.. Enumerable.Range(0, stages).Select(stage => stage == stages - 1
            ? full
            : Math.Min(full, RoundTo(full * (smallest + (1 - smallest) * stage / (stages - 1)), divisor)))];

    /// <summary>The first epoch of a stage: <c>floor(fraction * epochs)</c>, safe against rounding of k/K.</summary>
    public static int StartEpoch(double fraction, int epochs) => (int)Math.Floor(fraction * epochs + 1e-9);

    /// <summary>The stages a run trains, each different from the one before; the last is full size.</summary>
    public static IReadOnlyList<GrowthStage> Stages(RunSpec spec)
    {
        if (spec.Schedule.Kind == ScheduleKind.None)
        {
            return [new GrowthStage(0, spec.Model.Resolution, spec.Model.Depth)];
        }

        var stages = spec.Schedule.Stages ?? Ramps(spec);
        return [.. stages.Where((stage, k) => k == 0 || stage with { StartFraction = 0 } != stages[k - 1] with { StartFraction = 0 })];
    }

    private static IReadOnlyList<GrowthStage> Ramps(RunSpec spec)
    {
        var count = spec.Schedule.StageCount;
        var resolutions = LinearRamp(spec.Model.Resolution, spec.Schedule.SmallestResolution, count, spec.Model.TokenStride);
        var depths = LinearRamp(spec.Model.Depth, spec.Schedule.SmallestDepth, count, 1);
        return [.. Enumerable.Range(0, count).Select(k => new GrowthStage((double)k / count, resolutions[k], depths[k]))];
    }
}
