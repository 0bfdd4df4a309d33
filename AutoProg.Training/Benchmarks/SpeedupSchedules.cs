using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Benchmarks;

/// <summary>The rows that can be compared.</summary>
internal static class SpeedupSchedules
{
    /// <summary>Full size from the first step.</summary>
    public const string None = "none";

    private const string EqualWall = "-equal-wall";

    /// <summary>Full size, stopped at the mean seconds of the grown row: what the same time buys without growing.</summary>
    public const string NoneEqualWall = "none-equal-wall";

    /// <summary>The preset's own growth stages.</summary>
    public const string Manual = "manual";

    // Without the preset's stages: other stages leave finished full-size runs as they are.
    private static readonly ScheduleSpec FullSize = new() { Kind = ScheduleKind.None };

    public static IReadOnlyList<string> All { get; } = [None, NoneEqualWall, Manual];

    /// <summary>The schedule that a row trains: its equal-wall row is the same one at another length.</summary>
    public static string ScheduleOf(string row) => IsEqualWall(row) ? row[..^EqualWall.Length] : row;

    /// <summary>True where the length of a row follows from the wall times of others.</summary>
    public static bool IsEqualWall(string row) => row.EndsWith(EqualWall, StringComparison.Ordinal);

    /// <exception cref="FormatException">A row is unknown, named twice, or follows from rows that are not named.</exception>
    public static void Check(IReadOnlyList<string> rows)
    {
        if (rows.FirstOrDefault(row => !All.Contains(row)) is { } unknown)
        {
            throw new FormatException($"--schedules: unknown row '{unknown}'. Known: {string.Join(", ", All)}.");
        }

        if (rows.Count == 0 || rows.Distinct().Count() < rows.Count)
        {
            throw new FormatException($"--schedules: '{string.Join(',', rows)}' must name one row or more, each once.");
        }

        if (rows.Contains(NoneEqualWall) && !(rows.Contains(None) && rows.Contains(Manual)))
        {
            throw new FormatException($"--schedules: {NoneEqualWall} needs the rows {None} and {Manual} as well.");
        }
    }

    /// <summary>The specification of a known row; an equal-wall row takes its steps from the rows before it.</summary>
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
            None => spec with { Schedule = FullSize },
            Manual => spec with { Schedule = spec.Schedule with { Kind = ScheduleKind.Manual } },
            NoneEqualWall => spec with
            {
                Schedule = FullSize,
                Optimization = spec.Optimization with { MaxSteps = EqualWallSteps(finished, fullSteps) },
            },
            _ => throw new ArgumentOutOfRangeException(nameof(row), row, "Unknown row."),
        };
    }

    private static int EqualWallSteps(IReadOnlyList<SpeedupSample> finished, int fullSteps)
    {
        var full = finished.Where(sample => sample.Schedule == None).Average(sample => sample.WallS);
        var grown = finished.Where(sample => sample.Schedule == Manual).Average(sample => sample.WallS);
        return Math.Max(1, (int)Math.Round(fullSteps * grown / full));
    }
}
