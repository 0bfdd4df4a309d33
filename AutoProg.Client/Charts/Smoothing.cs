using AutoProg.Client.Runs;

namespace AutoProg.Client.Charts;

/// <summary>An exponential moving average without the pull towards zero of its first points.</summary>
public static class Smoothing
{
    /// <param name="weight">0 returns the values as they are; towards 1 the past weighs more.</param>
    public static IReadOnlyList<double?> BiasCorrected(IReadOnlyList<CurvePoint> points, double weight) =>
        BiasCorrected(points.Select(point => (point.Value, 1)), weight);

    /// <summary>Of stretches: each weighs as much as its points would one by one, all at their mean.</summary>
    public static IReadOnlyList<double?> BiasCorrected(IReadOnlyList<CurveEntry> entries, double weight) =>
        BiasCorrected(entries.Select(entry => (entry.Mean, entry.Count)), weight);

    private static List<double?> BiasCorrected(IEnumerable<(double? Mean, int Count)> values, double weight)
    {
        var smoothed = new List<double?>();
        double average = 0, correction = 0;
        foreach (var (mean, count) in values)
        {
            if (mean is { } value)
            {
                var kept = count == 1 ? weight : Math.Pow(weight, count);
                average = kept * average + (1 - kept) * value;
                correction = kept * correction + (1 - kept);
                smoothed.Add(average / correction);
            }
            else
            {
                smoothed.Add(null);
            }
        }

        return smoothed;
    }
}
