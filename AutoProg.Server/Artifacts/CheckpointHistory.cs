using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Runs.Rollup;

namespace AutoProg.Server.Artifacts;

/// <summary>What a run's rows say about the steps of its checkpoints.</summary>
public sealed class CheckpointHistory
{
    // The first that a run has decides which of its checkpoints is the best.
    private static readonly (string Series, bool HigherIsBetter)[] Measures =
        [(SeriesNames.TestTop1, true), (SeriesNames.SampleFid, false), (SeriesNames.TestLoss, false)];

    private static readonly string[] Shown = [SeriesNames.TestTop1, SeriesNames.TestLoss, SeriesNames.SampleFid];

    private readonly Dictionary<string, (int Step, double Value)[]> scores = [];
    private readonly List<(int Step, int Index, bool IsSearch)> segments = [];
    private readonly HashSet<int> growths = [];

    public IReadOnlyList<CheckpointSaved> Saved { get; private init; } = [];

    public AttemptStarted? Attempt { get; private init; }

    public IReadOnlyList<StageStarted> Stages { get; private init; } = [];

    public static CheckpointHistory Read(RunFolder folder)
    {
        using var reader = RunReader.Open(folder);
        if (reader is null)
        {
            return new CheckpointHistory();
        }

        var history = new CheckpointHistory
        {
            Saved = [.. reader.Events<CheckpointSaved>()],
            Attempt = reader.Events<AttemptStarted>().LastOrDefault(),
            Stages = [.. reader.Events<StageStarted>()],
        };
        history.segments.AddRange(history.Stages.Select(started => (started.Step, started.Index, false)));
        history.segments.AddRange(reader.Events<SearchStarted>().Select(search => (search.Step, search.Index, true)));
        history.growths.UnionWith(reader.Events<NetworkGrown>().Select(grown => grown.Step));
        using var curves = CurveIndex.Open(folder);
        foreach (var series in Shown)
        {
            history.scores[series] = [.. (curves?.Points(series) ?? []).Where(point => double.IsFinite(point.Value)).Select(point => (point.Step, point.Value))];
        }

        return history;
    }

    /// <summary>The stage that trained the last of so many steps; null without one.</summary>
    public int? StageAt(int step) => SegmentBefore(step)?.Index;

    /// <summary>True where the last of so many steps trained a supernet.</summary>
    public bool IsInSearch(int step) => SegmentBefore(step) is { IsSearch: true };

    public bool GrowsAt(int step) => growths.Contains(step);

    public IReadOnlyList<CheckpointScore> ScoresAt(int step) =>
        [.. Shown.Select(series => ScoreAt(series, step)).OfType<CheckpointScore>()];

    /// <summary>The name of the checkpoint with the best score of its own step, or null where none was measured.</summary>
    public string? BestOf(IReadOnlyList<CheckpointSummary> checkpoints)
    {
        foreach (var (series, higher) in Measures)
        {
            var measured = checkpoints.Where(one => one.Damage is null)
                .Select(one => (one.Name, Score: one.Scores.FirstOrDefault(score => score.Series == series && score.Step == one.Step)))
                .Where(one => one.Score is not null).ToArray();
            if (measured.Length > 0)
            {
                return (higher ? measured.MaxBy(one => one.Score!.Value) : measured.MinBy(one => one.Score!.Value)).Name;
            }
        }

        return null;
    }

    private CheckpointScore? ScoreAt(string series, int step) =>
        scores.TryGetValue(series, out var points) && points.Any(point => point.Step <= step) && points.Where(point => point.Step <= step).MaxBy(point => point.Step) is var newest
            ? new CheckpointScore(series, newest.Step, newest.Value)
            : null;

    private (int Step, int Index, bool IsSearch)? SegmentBefore(int step)
    {
        var before = segments.Where(segment => segment.Step < step).ToArray();
        return before.Length == 0 ? null : before.MaxBy(segment => segment.Step);
    }
}
