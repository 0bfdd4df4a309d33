using AutoProg.Client.Runs;
using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Charts;

/// <summary>A place of a drawn curve: a point, or a stretch of so many. Null stands for NaN or infinity.</summary>
/// <param name="Value">Its last value.</param>
public readonly record struct CurveEntry(double X, double? Value, double? Mean, int Count, double? Least, double? Most)
{
    public static CurveEntry Of(CurvePoint point, CurveAxis axis) => new(axis.Of(point), point.Value, point.Value, 1, point.Value, point.Value);

    public static IEnumerable<CurveEntry> Of(CurveSlice slice) => slice.X.Select((x, i) => slice.Band is { } band
        ? new CurveEntry(x, slice.Last[i], band.Mean[i], band.Count[i], band.Least[i], band.Most[i])
        : new CurveEntry(x, slice.Last[i], slice.Last[i], 1, slice.Last[i], slice.Last[i]));
}
