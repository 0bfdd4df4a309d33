using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Worker;

namespace AutoProg.Training.Benchmarks;

/// <summary>
/// Trains every row and seed side by side, each in a worker of its own, seeds in the outer loop so that drift of the
/// machine touches all rows alike. Finished runs stay in the output folder and are not trained again.
/// </summary>
internal sealed class SpeedupBench
{
    private readonly RunSpec preset;
    private readonly IReadOnlyList<string> rows;
    private readonly int seeds;
    private readonly string root;
    private readonly Action<string> report;
    private readonly SpeedupMetric metric;
    private readonly List<SpeedupSample> samples = [];

    /// <exception cref="FormatException">The rows or the number of seeds cannot be compared.</exception>
    public SpeedupBench(RunSpec preset, IReadOnlyList<string> rows, int seeds, string root, Action<string> report)
    {
        (this.preset, this.rows, this.seeds, this.root, this.report) = (preset, rows, seeds, root, report);
        metric = SpeedupMetric.Of(preset);
        SpeedupSchedules.Check(rows);
        foreach (var row in rows.Where(row => !SpeedupSchedules.FollowsOthers(row)))
        {
            if (SpeedupSchedules.Specify(row, preset, 0, [], 0, null).Validate() is { Count: > 0 } errors)
            {
                throw new FormatException($"--schedules: row {row} cannot be trained. {errors.First().Key}: {errors.First().Value[0]}");
            }
        }

        if (seeds < 1)
        {
            throw new FormatException($"--seeds: {seeds} is out of range; use 1 or more.");
        }
    }

    /// <exception cref="OperationCanceledException">The bench was asked to stop; the run at hand has saved.</exception>
    public SpeedupTable Run()
    {
        TrainAll(rows.Where(row => !SpeedupSchedules.FollowsOthers(row)));
        TrainAll(rows.Where(SpeedupSchedules.FollowsOthers));
        return SpeedupTable.Of(preset.Preset ?? preset.Name, metric, [.. rows.SelectMany(row => samples.Where(sample => sample.Schedule == row))]);
    }

    private void TrainAll(IEnumerable<string> together)
    {
        var finished = samples.ToArray();
        foreach (var seed in Enumerable.Range(0, seeds))
        {
            samples.AddRange([.. together.Select(row => Train(row, seed, finished))]);
        }
    }

    private SpeedupSample Train(string row, int seed, IReadOnlyList<SpeedupSample> finished)
    {
        var card = row == SpeedupSchedules.Replay ? ScheduleCards.Of(new RunFolder(Path.Combine(root, $"{SpeedupSchedules.SearchedOf(rows)}-seed-{seed}"))) : null;
        var spec = SpeedupSchedules.Specify(row, preset, seed, finished, FullSteps(), card);
        // With another number of seeds an equal-wall row has another length, and is another run.
        var length = SpeedupSchedules.IsEqualWall(row) ? $"-{spec.Optimization.MaxSteps}-steps" : "";
        var folder = RunFolders.Prepare(Path.Combine(root, $"{row}{length}-seed-{seed}"), spec, TimeProvider.System);
        var result = RunFolders.ResultOf(folder) ?? TrainedBy(folder, $"Row {row}, seed {seed}");
        var sample = SpeedupSample.Of(row, result);
        report($"{row,-16} seed {seed}  {metric.Title} {metric.Show(sample.Metric)}  {result.WallSeconds,7:F1} s");
        return sample;
    }

    private static RunResult TrainedBy(RunFolder folder, string what)
    {
        ChildWorker.Run(folder);
        return RunFolders.ResultOf(folder)
            ?? throw new InvalidOperationException($"{what} did not finish; see {folder.Log}.");
    }

    // The steps of the row `none`: known from its own plan once it has run.
    private int FullSteps()
    {
        var folder = new RunFolder(Path.Combine(root, $"{SpeedupSchedules.None}-seed-0"));
        return RunFolders.ResultOf(folder)?.Stages.Sum(stage => stage.Steps) ?? 0;
    }
}
