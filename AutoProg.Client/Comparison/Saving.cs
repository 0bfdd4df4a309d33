using AutoProg.Contracts.Events;

namespace AutoProg.Client.Comparison;

/// <summary>How much sooner a run was done.</summary>
/// <param name="Speedup">Wall time of the other over its own: 1 is as fast, below 1 is slower.</param>
/// <param name="IsMeasured">True where the other was trained too; false against what full size would have taken.</param>
public sealed record Saving(double Speedup, bool IsMeasured)
{
    /// <summary>The fraction of the other's time; negative where it took longer.</summary>
    public double TimeSaved => 1 - (1 / Speedup);

    public string Kind => IsMeasured ? "measured" : "estimated";

    /// <summary>Null until both have a result.</summary>
    public static Saving? Measured(RunResult? run, RunResult? baseline) =>
        run is { WallSeconds: > 0 } && baseline is { WallSeconds: > 0 } ? new Saving(baseline.WallSeconds / run.WallSeconds, true) : null;

    /// <summary>Null until the run has a result.</summary>
    public static Saving? Estimated(RunResult? run) =>
        run is { WallSeconds: > 0, FullWallSecondsEstimate: > 0 } ? new Saving(run.SpeedupEstimate, false) : null;
}
