using AutoProg.Contracts.Events;

namespace AutoProg.Runs.Rollup;

/// <summary>
/// The page that opens a run: all events, and of each series at most about <see cref="MostPoints"/> points, the first, the last and
/// the extremes among them. A run of any length then opens alike; what a later attempt went back behind is left out.
/// </summary>
public static class OpeningPage
{
    public const int MostPoints = 2_000;

    public static FeedPage Of(string runId, CurveIndex index)
    {
        var segments = new RunSegments(index);
        var names = index.Names.Order(StringComparer.Ordinal).ToArray();
        var thinned = new List<string>();
        var rows = new List<(int Series, SeriesPoint Point)>();
        foreach (var (number, name) in names.Index())
        {
            var series = index.Series[name];
            var valid = segments.Valid(series);
            if (valid.Sum(part => part.To - part.From) > MostPoints)
            {
                thinned.Add(name);
                rows.AddRange(valid.SelectMany(part => Chosen(series, part.From, part.To, MostPoints / valid.Count)).Select(point => (number, point)));
            }
            else
            {
                rows.AddRange(valid.SelectMany(part => series.Points(part.From, part.To)).Select(point => (number, point)));
            }
        }

        rows.Sort((one, other) => one.Point.Sequence.CompareTo(other.Point.Sequence));
        var points = new PointColumns(
            names,
            [.. rows.Select(row => row.Series)],
            [.. rows.Select(row => row.Point.Sequence)],
            [.. rows.Select(row => row.Point.Step)],
            [.. rows.Select(row => row.Point.Epoch)],
            [.. rows.Select(row => row.Point.ActiveMilliseconds)],
            [.. rows.Select(row => row.Point.Flops)],
            [.. rows.Select(row => double.IsNaN(row.Point.Value) ? (double?)null : row.Point.Value)]);
        return new FeedPage(runId, 1, index.LastSequence, index.LastSequence, points, index.Events, thinned.Count > 0 ? thinned : null);
    }

    private static IEnumerable<SeriesPoint> Chosen(IndexedSeries series, long from, long to, int most)
    {
        const int fromEach = 5;
        var level = 0;
        while ((to - from) >> level > Math.Max(1, most / fromEach))
        {
            level++;
        }

        return series.Buckets(from, to, level).SelectMany(bucket => new[] { bucket.First, bucket.Least, bucket.Most, bucket.NaNs > 0 ? bucket.FirstNaN : bucket.Last, bucket.Last })
            .DistinctBy(point => point.Sequence);
    }
}
