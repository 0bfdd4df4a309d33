using AutoProg.Client.Runs;

namespace AutoProg.Client.Charts;

/// <summary>What the horizontal axis of the curves counts.</summary>
public enum CurveAxis
{
    Step,
    Epoch,
    WallTime,
    Flops,
}

public static class CurveAxes
{
    public static string Title(this CurveAxis axis) => axis switch
    {
        CurveAxis.Epoch => "Epoch",
        CurveAxis.WallTime => "Wall time",
        CurveAxis.Flops => "Training FLOPs",
        _ => "Step",
    };

    /// <summary>Where a point lies: steps, epochs, seconds or FLOPs.</summary>
    public static double Of(this CurveAxis axis, CurvePoint point) => axis switch
    {
        CurveAxis.Epoch => point.Epoch,
        CurveAxis.WallTime => point.WallMilliseconds / 1000.0,
        CurveAxis.Flops => point.Flops,
        _ => point.Step,
    };
}
