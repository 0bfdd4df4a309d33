using AutoProg.Contracts.Runs;

namespace AutoProg.Runs.Rollup;

/// <summary>Stretches of a curve as the columns that travel.</summary>
internal static class CurveColumns
{
    public static CurveSlice Of(string name, long points, IReadOnlyList<(RunSegment Segment, Bucket Bucket)> entries, CurveAxis axis)
    {
        var band = entries.All(entry => entry.Bucket.Count == 1) ? null : new CurveBand(
            [.. entries.Select(entry => entry.Bucket.Count)],
            [.. entries.Select(entry => Finite(entry.Bucket.Mean))],
            [.. entries.Select(entry => Finite(entry.Bucket.Least.Value))],
            [.. entries.Select(entry => Finite(entry.Bucket.Most.Value))]);
        return new CurveSlice(
            name,
            points,
            [.. entries.Select(entry => axis.Of(entry.Bucket.Last, entry.Segment))],
            [.. entries.Select(entry => Finite(entry.Bucket.Last.Value))],
            band,
            Gaps(entries, axis));
    }

    // Entries that follow each other without a finite value between them are one gap.
    private static List<double[]> Gaps(IReadOnlyList<(RunSegment Segment, Bucket Bucket)> entries, CurveAxis axis)
    {
        var gaps = new List<double[]>();
        var open = false;
        foreach (var (segment, bucket) in entries)
        {
            if (bucket.NaNs > 0)
            {
                var (from, to) = (axis.Of(bucket.FirstNaN, segment), axis.Of(bucket.LastNaN, segment));
                if (open && bucket.FirstNaN == bucket.First)
                {
                    gaps[^1][1] = to;
                }
                else
                {
                    gaps.Add([from, to]);
                }
            }

            open = bucket.NaNs > 0 && bucket.LastNaN == bucket.Last;
        }

        return gaps;
    }

    // Seven digits are more than a screen shows, and half the bytes.
    private static float? Finite(double value) => float.IsFinite((float)value) ? (float)value : null;
}
