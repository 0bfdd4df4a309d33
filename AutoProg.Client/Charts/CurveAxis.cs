using AutoProg.Client.Runs;

namespace AutoProg.Client.Charts;

/// <summary>What the horizontal axis of the curves counts.</summary>
public enum CurveAxis
{
    Step,
    Epoch,
    ActiveTime,

    /// <summary>With the pauses between attempts.</summary>
    WallTime,
    Flops,
}

public static class CurveAxes
{
    public static string Title(this CurveAxis axis) => axis switch
    {
        CurveAxis.Epoch => "Epoch",
        CurveAxis.ActiveTime => "Active time",
        CurveAxis.WallTime => "Wall time",
        CurveAxis.Flops => "Training FLOPs",
        _ => "Step",
    };

    /// <summary>What <c>js/charts.js</c> calls it.</summary>
    public static string Kind(this CurveAxis axis) => axis switch
    {
        CurveAxis.Epoch => "epoch",
        CurveAxis.ActiveTime or CurveAxis.WallTime => "wall-time",
        CurveAxis.Flops => "flops",
        _ => "step",
    };

    /// <summary>What a query calls it.</summary>
    public static string Query(this CurveAxis axis) => axis switch
    {
        CurveAxis.Epoch => "epoch",
        CurveAxis.ActiveTime => "active",
        CurveAxis.WallTime => "wall",
        CurveAxis.Flops => "flops",
        _ => "step",
    };

    /// <summary>True where only measuring tells how far a step is.</summary>
    public static bool IsTime(this CurveAxis axis) => axis is CurveAxis.ActiveTime or CurveAxis.WallTime;

    /// <summary>Where a point lies: steps, epochs, seconds or FLOPs.</summary>
    public static double Of(this CurveAxis axis, CurvePoint point) => axis switch
    {
        CurveAxis.Epoch => point.Epoch,
        CurveAxis.ActiveTime => point.WallMilliseconds / 1000.0,
        CurveAxis.WallTime => (point.WallMilliseconds + point.PausedMilliseconds) / 1000.0,
        CurveAxis.Flops => point.Flops,
        _ => point.Step,
    };

    /// <summary>Where a step lies, between the measured points around it.</summary>
    public static double At(this CurveAxis axis, IReadOnlyList<CurvePoint> points, int step)
    {
        CurvePoint before = default;
        foreach (var point in points)
        {
            if (point.Step >= step)
            {
                var share = point.Step == before.Step ? 1 : (double)(step - before.Step) / (point.Step - before.Step);
                return axis.Of(before) + share * (axis.Of(point) - axis.Of(before));
            }

            before = point;
        }

        return axis.Of(before);
    }
}
