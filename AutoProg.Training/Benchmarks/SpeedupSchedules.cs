using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Benchmarks;

/// <summary>The rows that can be compared.</summary>
internal static class SpeedupSchedules
{
    /// <summary>Full size from the first step.</summary>
    public const string None = "none";

    /// <summary>Full size, stopped at the mean seconds of the grown row: what the same time buys without growing.</summary>
    public const string NoneEqualWall = "none" + EqualWall;

    /// <summary>The preset's own growth stages.</summary>
    public const string Manual = "manual";

    /// <summary>The schedule searched by the run itself.</summary>
    public const string AutoprogOne = "autoprog-one";

    /// <summary>The same, stretched to the mean seconds of full size: what not stopping early buys.</summary>
    public const string AutoprogOneEqualWall = AutoprogOne + EqualWall;

    /// <summary>Fine-tuning whose stages are chosen by zero-shot proxies.</summary>
    public const string AutoprogZero = "autoprog-zero";

    /// <summary>The same, stretched to the mean seconds of full size.</summary>
    public const string AutoprogZeroEqualWall = AutoprogZero + EqualWall;

    /// <summary>What the searched run of the same seed found, without its search.</summary>
    public const string Replay = "replay";

    /// <summary>Full size from the first step, of which only biases, norms and new scales train.</summary>
    public const string Diffit = "diffit";

    /// <summary>Full size from the first step, by low-rank changes.</summary>
    public const string Lora = "lora";

    /// <summary>Full size from the first step, of which only the last layer trains.</summary>
    public const string LinearProbe = "linear-probe";

    private const string EqualWall = "-equal-wall";

    // What DiffFit's authors take over the rate of full fine-tuning; usual for LoRA too.
    private const double FewParametersRate = 10;

    // Without the preset's stages: other stages leave finished full-size runs as they are.
    private static readonly ScheduleSpec FullSize = new() { Kind = ScheduleKind.None };

    public static IReadOnlyList<string> All { get; } = [None, NoneEqualWall, Manual, AutoprogOne, AutoprogOneEqualWall, AutoprogZero, AutoprogZeroEqualWall, Replay, Diffit, Lora, LinearProbe];

    /// <summary>What is compared unless a person says otherwise.</summary>
    public static IReadOnlyList<string> DefaultOf(RunSpec preset) => [None, NoneEqualWall, Manual, preset.Unfreezes ? AutoprogZero : AutoprogOne];

    /// <summary>The schedule that a row trains: its equal-wall row is the same one at another length.</summary>
    public static string ScheduleOf(string row) => IsEqualWall(row) ? row[..^EqualWall.Length] : row;

    /// <summary>True where the length of a row follows from the wall times of others.</summary>
    public static bool IsEqualWall(string row) => row.EndsWith(EqualWall, StringComparison.Ordinal);

    /// <summary>True where a row can only be trained after others.</summary>
    public static bool FollowsOthers(string row) => IsEqualWall(row) || row == Replay;

    /// <summary>The grown row that others are measured against: the searched one if it is there.</summary>
    public static string Grown(IReadOnlyList<string> rows) => SearchedOf(rows) ?? Manual;

    /// <summary>The searched row among some, or null.</summary>
    public static string? SearchedOf(IReadOnlyList<string> rows) => new[] { AutoprogOne, AutoprogZero }.FirstOrDefault(rows.Contains);

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

        Require(NoneEqualWall, None, Grown(rows));
        Require(AutoprogOneEqualWall, None, AutoprogOne);
        Require(AutoprogZeroEqualWall, None, AutoprogZero);
        Require(Replay, SearchedOf(rows) ?? AutoprogOne);

        void Require(string row, params string[] others)
        {
            if (rows.Contains(row) && !others.All(rows.Contains))
            {
                throw new FormatException($"--schedules: {row} needs the {(others.Length == 1 ? "row" : "rows")} {string.Join(" and ", others)} as well.");
            }
        }
    }

    /// <summary>The specification of a known row; an equal-wall row takes its steps from the rows before it.</summary>
    /// <param name="card">What the searched run of the seed found; only a replay needs it.</param>
    public static RunSpec Specify(string row, RunSpec preset, int seed, IReadOnlyList<SpeedupSample> finished, int fullSteps, ScheduleCard? card)
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
            NoneEqualWall => Stretched(spec with { Schedule = FullSize }, Wall(Grown([.. finished.Select(sample => sample.Schedule)])) / Wall(None)),
            Manual => spec with { Schedule = spec.Schedule with { Kind = ScheduleKind.Manual } },
            AutoprogOne => Searched(spec, ScheduleKind.AutoprogOne),
            AutoprogOneEqualWall => Stretched(Searched(spec, ScheduleKind.AutoprogOne), Wall(None) / Wall(AutoprogOne)),
            AutoprogZero => Searched(spec, ScheduleKind.AutoprogZero),
            AutoprogZeroEqualWall => Stretched(Searched(spec, ScheduleKind.AutoprogZero), Wall(None) / Wall(AutoprogZero)),
            Replay => card!.Replay(spec),
            Diffit => OfFewParameters(spec, FineTuningMethod.Diffit),
            Lora => OfFewParameters(spec, FineTuningMethod.Lora),
            LinearProbe => OfFewParameters(spec, FineTuningMethod.LinearProbe),
            _ => throw new ArgumentOutOfRangeException(nameof(row), row, "Unknown row."),
        };

        double Wall(string schedule) => finished.Where(sample => sample.Schedule == schedule).Average(sample => sample.WallS);

        RunSpec Stretched(RunSpec original, double ratio) => original with
        {
            Optimization = original.Optimization with { MaxSteps = Math.Max(1, (int)Math.Round(fullSteps * ratio)) },
        };
    }

    // Of the preset's stages a search takes the starts alone.
    private static RunSpec Searched(RunSpec spec, ScheduleKind kind) => spec with { Schedule = spec.Schedule with { Kind = kind } };

    private static RunSpec OfFewParameters(RunSpec spec, FineTuningMethod method) => spec with
    {
        Schedule = FullSize,
        FineTuning = spec.FineTuning with { Method = method },
        Optimization = spec.Optimization with { LearningRate = FewParametersRate * spec.Optimization.LearningRate },
    };
}
