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
    /// Where the linear ramp stands at a stage, as a fraction of its end: <paramref name="smallest"/> at stage 0 and 1 at the
    /// last stage, also where that is stage 0.
    /// </summary>
    public static double Fraction(double smallest, int stage, int stages) =>
        stage == stages - 1 ? 1 : smallest + stage * ((1 - smallest) / (stages - 1));

    /// <summary>The value of a stage on the linear ramp to <paramref name="full"/>, not rounded and never below 0.</summary>
    /// <param name="smallest">What stage 0 has, as a fraction of full: 1 keeps it constant, below 0 leaves 0 only later.</param>
    public static double Ramp(double full, double smallest, int stage, int stages) =>
        Math.Max(0, full * Fraction(smallest, stage, stages));

    /// <summary>
    /// Values of stages 0 to <paramref name="stages"/> - 1: from <paramref name="smallest"/> (a fraction) of
    /// <paramref name="full"/> up to it. The last is exactly full; neighbours may be equal.
    /// </summary>
    public static IReadOnlyList<int> LinearRamp(int full, double smallest, int stages, int divisor) =>
        [.. Enumerable.Range(0, stages).Select(stage => stage == stages - 1
            ? full
            : Math.Min(full, RoundTo(full * Fraction(smallest, stage, stages), divisor)))];

    /// <summary>The first epoch of a stage: <c>floor(fraction * epochs)</c>, safe against rounding of k/K.</summary>
    public static int StartEpoch(double fraction, int epochs) => (int)Math.Floor(fraction * epochs + 1e-9);

    /// <summary>
    /// The stages of a run, each different from the one before; the last is full size. Of a searched run, the linear ramps
    /// that its decisions take the place of.
    /// </summary>
    public static IReadOnlyList<GrowthStage> Stages(RunSpec spec) => spec.Schedule switch
    {
        { Kind: ScheduleKind.None } => [new GrowthStage(0, spec.Model.Resolution, spec.Model.Depth)],
        { Kind: ScheduleKind.AutoprogOne or ScheduleKind.AutoprogZero } => SearchedStages(spec),
        _ => [.. Distinct(spec.Schedule.Stages ?? Ramps(spec, Starts(spec.Schedule.StageCount)))],
    };

    /// <summary>Resolutions in pixels that a search may choose from, ascending.</summary>
    public static IReadOnlyList<int> Resolutions(RunSpec spec) =>
        [.. LinearRamp(spec.Model.Resolution, spec.Schedule.SmallestResolution, spec.Schedule.StageCount, spec.Model.TokenStride).Distinct()];

    /// <summary>Depths in blocks that a search may choose from, ascending.</summary>
    public static IReadOnlyList<int> Depths(RunSpec spec) =>
        [.. LinearRamp(spec.Model.Depth, spec.Schedule.SmallestDepth, spec.Schedule.StageCount, 1).Distinct()];

    private static IReadOnlyList<GrowthStage> SearchedStages(RunSpec spec) =>
        Ramps(spec, spec.Schedule.Stages?.Select(stage => stage.StartFraction).ToArray() ?? Starts(spec.Schedule.StageCount));

    private static double[] Starts(int count) => [.. Enumerable.Range(0, count).Select(k => (double)k / count)];

    private static IReadOnlyList<GrowthStage> Ramps(RunSpec spec, double[] starts)
    {
        var resolutions = LinearRamp(spec.Model.Resolution, spec.Schedule.SmallestResolution, starts.Length, spec.Model.TokenStride);
        var depths = LinearRamp(spec.Model.Depth, spec.Schedule.SmallestDepth, starts.Length, 1);
        return [.. starts.Select((start, k) => new GrowthStage(start, resolutions[k], depths[k]))];
    }

    private static IEnumerable<GrowthStage> Distinct(IReadOnlyList<GrowthStage> stages) =>
        stages.Where((stage, k) => k == 0 || !stage.SameSize(stages[k - 1]));
}
