namespace AutoProg.Client.Tests;

/// <summary>Builds pages of rows as the server sends them.</summary>
internal sealed class FeedPages(string runId = "run", long millisecondsPerStep = 20)
{
    private readonly List<(long Sequence, string Series, int Step, double? Value)> points = [];
    private readonly List<EventRow> events = [];
    private long sequence;
    private long first = 1;

    public FeedPages Point(string series, int step, double? value)
    {
        points.Add((++sequence, series, step, value));
        return this;
    }

    public FeedPages Event(RunEvent happened)
    {
        var (kind, payload) = RunEventCodec.Encode(happened);
        events.Add(new EventRow(++sequence, DateTimeOffset.UnixEpoch, kind, payload));
        return this;
    }

    public FeedPages Started(RunSpec spec, int attempt = 1, int resumedFrom = 0) =>
        Event(new AttemptStarted(attempt, resumedFrom, new RunEnvironment("0", "", "", "", "cpu", "", 2, "", ""), RunPlan.For(spec, 10_000, 10), 10_000, 2_000, []));

    public FeedPage Next(long? newest = null)
    {
        var names = points.Select(point => point.Series).Distinct().ToList();
        var page = new FeedPage(runId, first, sequence, newest ?? sequence,
            new PointColumns(
                names,
                [.. points.Select(point => names.IndexOf(point.Series))],
                [.. points.Select(point => point.Sequence)],
                [.. points.Select(point => point.Step)],
                [.. points.Select(point => point.Step / 156.0)],
                [.. points.Select(point => point.Step * millisecondsPerStep)],
                [.. points.Select(point => point.Step * 1e9)],
                [.. points.Select(point => point.Value)]),
            [.. events]);
        points.Clear();
        events.Clear();
        first = sequence + 1;
        return page;
    }
}
