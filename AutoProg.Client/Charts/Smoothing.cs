using AutoProg.Client.Runs;

namespace AutoProg.Client.Charts;

/// <summary>An exponential moving average without the pull towards zero of its first points.</summary>
public static class Smoothing
{
    /// <param name="weight">0 returns the values as they are; towards 1 the past weighs more.</param>
    public static IReadOnlyList<double?> BiasCorrected(IReadOnlyList<CurvePoint> points, double weight)
    {
        var smoothed = new double?[points.Count];
        double average = 0, correction = 0;
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i].Value is { } value)
            {
                average = weight * average + (1 - weight) * value;
                correction = weight * correction + (1 - weight);
                smoothed[i] = average / correction;
            }
        }

        return smoothed;
    }
}
