using AutoProg.Contracts.Runs;

namespace AutoProg.Runs.Rollup;

/// <summary>
/// A stretch of one axis for so many pixels. Each attempt and each stage is thinned by itself to at most two entries per
/// pixel; its first point stands alone, so that its edge is exact.
/// </summary>
/// <param name="From">Where the stretch begins, or null for the beginning of the run.</param>
/// <param name="To">Where it ends, or null for the newest point.</param>
public sealed record CurveQuery(CurveAxis Axis, double? From, double? To, int Pixels)
{
    public CurveSet Run(string runId, CurveIndex index, IEnumerable<string> names)
    {
        var segments = new RunSegments(index);
        var stages = segments.Stages();
        var boundaries = stages.Select(stage => stage.Step).Where(step => step > 0).Distinct().Order().ToArray();
        return new CurveSet(
            runId,
            index.LastSequence,
            [.. names.Select(name => Slice(name, index.Series[name], segments, boundaries))],
            [.. stages.Select(stage => new StageMark(stage.Index, Place(index, segments, stage.Step), stage.Step, stage.Stage.Resolution, stage.Stage.Depth))]);
    }

    private CurveSlice Slice(string name, IndexedSeries series, RunSegments segments, int[] boundaries)
    {
        var parts = segments.Valid(series).SelectMany(valid => ByStage(series, valid, boundaries)).ToList();
        var (first, last) = Shown(series, parts);
        var width = parts.Count == 0 ? 0 : (To ?? X(series, parts[^1].Segment, parts[^1].To - 1)) - (From ?? X(series, parts[0].Segment, parts[0].From));
        var entries = new List<(RunSegment, Bucket)>();
        long before = 0, points = 0;
        foreach (var (segment, begin, end) in parts)
        {
            var (from, to) = (begin + Math.Clamp(first - before, 0, end - begin), begin + Math.Clamp(last - before, 0, end - begin));
            before += end - begin;
            points += to - from;
            if (from < to)
            {
                var share = width > 0 ? Math.Clamp((X(series, segment, to - 1) - X(series, segment, from)) / width, 0, 1) : 1;
                entries.AddRange(Entries(series, from, to, Math.Max(1, (long)(2 * Pixels * share))).Select(bucket => (segment, bucket)));
            }
        }

        return CurveColumns.Of(name, points, entries, Axis);
    }

    private static IEnumerable<(RunSegment Segment, long From, long To)> ByStage(IndexedSeries series, (RunSegment Segment, long From, long To) valid, int[] boundaries)
    {
        var from = valid.From;
        foreach (var step in boundaries)
        {
            var edge = series.First(from, valid.To, point => point.Step > step);
            if (edge > from)
            {
                yield return (valid.Segment, from, edge);
                from = edge;
            }
        }

        if (from < valid.To)
        {
            yield return (valid.Segment, from, valid.To);
        }
    }

    // Counted over all parts: the points between From and To, and one neighbour beyond each side.
    private (long First, long Last) Shown(IndexedSeries series, IReadOnlyList<(RunSegment Segment, long From, long To)> parts)
    {
        long first = 0, last = 0;
        foreach (var (segment, from, to) in parts)
        {
            first += From is { } least ? series.First(from, to, point => Axis.Of(point, segment) >= least) - from : 0;
            last += To is { } most ? series.First(from, to, point => Axis.Of(point, segment) > most) - from : to - from;
        }

        return (Math.Max(0, first - 1), last + 1);
    }

    private static IEnumerable<Bucket> Entries(IndexedSeries series, long from, long to, long most)
    {
        var level = 0;
        while (((to - from - 1) >> level) + 1 > most)
        {
            level++;
        }

        return level == 0
            ? series.Buckets(from, to, 0)
            : series.Buckets(from, from + 1, 0).Concat(series.Buckets(from + 1, to, level));
    }

    private double X(IndexedSeries series, RunSegment segment, long ordinal) => Axis.Of(series[ordinal], segment);

    // Only points know every axis: a stage lies where the first point after its first step does, by the series that has most.
    private double Place(CurveIndex index, RunSegments segments, int step)
    {
        var series = index.Series.Values.MaxBy(one => one.Count);
        var (x, found) = (0.0, false);
        foreach (var (segment, from, to) in series is null ? [] : segments.Valid(series))
        {
            var at = series!.First(from, to, point => point.Step >= step);
            if (at < to && !found)
            {
                (x, found) = (X(series, segment, at), true);
            }
        }

        return x;
    }
}
