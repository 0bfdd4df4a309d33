using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Benchmarks;

/// <summary>The rows that can be compared.</summary>
internal static class SpeedupSchedules
{
    /// <summary>Full size from the first step.</summary>
    public const string None = "none";

    /// <summary>Full size, stopped at the mean seconds of the grown row: what the same time buys without growing.</summary>
    public const string NoneEqualWall = "none-equal-wall";

    /// <summary>The preset's own growth stages.</summary>
    public const string Manual = "manual";

    public static IReadOnlyList<string> All { get; } = [None, NoneEqualWall, Manual];

    /// <summary>The specification of a row; an equal-wall row takes its steps from the rows before it.</summary>
    /// <exception cref="FormatException">Unknown row, or an equal-wall row without the two it follows from.</exception>
    public static RunSpec Specify(string row, RunSpec preset, int seed, IReadOnlyList<SpeedupSample> finished, int fullSteps)
    {
        // Quality is measured once, at the end: watching it on the way is not what is compared.
        var spec = preset with
        {
            Seed = seed,
            Name = $"{preset.Name} {row} seed {seed}",
            Evaluation = preset.Evaluation with { LinearBaseline = false, EveryEpochs = preset.Optimization.Epochs },
        };
        return row switch
        {
            None => spec with { Schedule = spec.Schedule with { Kind = ScheduleKind.None } },
            Manual => spec with { Schedule = spec.Schedule with { Kind = ScheduleKind.Manual } },
            NoneEqualWall => spec with
            {
                Schedule = spec.Schedule with { Kind = ScheduleKind.None },
                Optimization = spec.Optimization with { MaxSteps = EqualWallSteps(finished, fullSteps) },
            },
            _ => throw new FormatException($"--schedules: unknown row '{row}'. Known: {string.Join(", ", All)}."),
        };
    }

    private static int EqualWallSteps(IReadOnlyList<SpeedupSample> finished, int fullSteps)
    {
        var full = finished.Where(sample => sample.Schedule == None).ToArray();
        var grown = finished.Where(sample => sample.Schedule == Manual).ToArray();
        return full.Length == 0 || grown.Length == 0
            ? throw new FormatException($"--schedules: {NoneEqualWall} needs the rows {None} and {Manual} as well.")
            : (int)Math.Round(fullSteps * grown.Average(sample => sample.WallS) / full.Average(sample => sample.WallS));
    }
}
