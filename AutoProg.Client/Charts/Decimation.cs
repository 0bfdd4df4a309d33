namespace AutoProg.Client.Charts;

/// <summary>Thins a long curve to what a screen can show; spikes and breaks stay.</summary>
public static class Decimation
{
    public const int MostPoints = 2_000;

    public static CurveModel Of(CurveModel curve, int most = MostPoints)
    {
        if (curve.X.Count <= most)
        {
            return curve;
        }

        IReadOnlyList<IReadOnlyList<double?>> columns = curve.Raw is null ? [curve.Y] : [curve.Y, curve.Raw];
        var kept = Kept(columns, curve.X.Count, most);
        return curve with
        {
            X = [.. kept.Select(index => curve.X[index])],
            Y = [.. kept.Select(index => curve.Y[index])],
            Raw = curve.Raw is { } raw ? [.. kept.Select(index => raw[index])] : null,
        };
    }

    // Each bucket keeps the lowest and highest value of every column and its first break.
    private static SortedSet<int> Kept(IReadOnlyList<IReadOnlyList<double?>> columns, int count, int most)
    {
        var kept = new SortedSet<int> { 0, count - 1 };
        var buckets = most / (2 * columns.Count);
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            var from = (int)((long)count * bucket / buckets);
            var to = (int)((long)count * (bucket + 1) / buckets);
            foreach (var column in columns)
            {
                kept.UnionWith(Extremes(column, from, to));
            }
        }

        return kept;
    }

    private static IEnumerable<int> Extremes(IReadOnlyList<double?> values, int from, int to)
    {
        int lowest = -1, highest = -1, gap = -1;
        for (var i = from; i < to; i++)
        {
            if (values[i] is not { } value)
            {
                gap = gap < 0 ? i : gap;
                continue;
            }

            lowest = lowest < 0 || value < values[lowest] ? i : lowest;
            highest = highest < 0 || value > values[highest] ? i : highest;
        }

        return new[] { lowest, highest, gap }.Where(index => index >= 0);
    }
}
