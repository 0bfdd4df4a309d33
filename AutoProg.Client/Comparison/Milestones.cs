using AutoProg.Client.Charts;
using AutoProg.Client.Runs;

namespace AutoProg.Client.Comparison;

/// <summary>How a curve ended, and how good it ever was.</summary>
/// <param name="Final">Its newest value; null for one that is not finite.</param>
/// <param name="BestStep">Where it first was at its best.</param>
public sealed record Milestones(double? Final, double? Best, int BestStep)
{
    /// <summary>Null for a curve without points.</summary>
    public static Milestones? Of(IReadOnlyList<CurvePoint> points, Better better)
    {
        if (points.Count == 0)
        {
            return null;
        }

        var finite = points.Where(point => point.Value is not null).ToArray();
        if (finite.Length == 0)
        {
            return new Milestones(null, null, 0);
        }

        var best = better == Better.Higher ? finite.MaxBy(point => point.Value) : finite.MinBy(point => point.Value);
        return new Milestones(points[^1].Value, best.Value, best.Step);
    }

    /// <summary>Seconds of training until a curve was first measured at or above a value, or null where it never was.</summary>
    public static double? SecondsToReach(IReadOnlyList<CurvePoint> points, double value)
    {
        var reached = points.Where(point => point.Value >= value).Select(point => (double?)point.WallMilliseconds / 1000);
        return reached.FirstOrDefault();
    }
}
