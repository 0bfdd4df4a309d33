namespace AutoProg.Runs.Rollup;

/// <summary>What a curve can be read over.</summary>
/// <param name="Name">What a query calls it.</param>
/// <param name="Label">For people, with its unit.</param>
/// <param name="Of">Steps, epochs, seconds or FLOPs of a point; rises along the valid points of a run.</param>
public sealed record CurveAxis(string Name, string Label, Func<SeriesPoint, RunSegment, double> Of)
{
    public static IReadOnlyList<CurveAxis> All { get; } =
    [
        new("step", "step", (point, _) => point.Step),
        new("epoch", "epoch", (point, _) => point.Epoch),
        new("active", "active time (s)", (point, _) => point.ActiveMilliseconds / 1000.0),
        new("wall", "wall time (s)", (point, segment) => (point.ActiveMilliseconds + segment.PausedMilliseconds) / 1000.0),
        new("flops", "training FLOPs", (point, _) => point.Flops),
    ];
}

/// <summary>The rows of one attempt.</summary>
/// <param name="FirstSequence">Its rows have higher numbers.</param>
/// <param name="LastStep">Points beyond are superseded: a later attempt went back behind them.</param>
/// <param name="PausedMilliseconds">Time before it in which nothing trained.</param>
public sealed record RunSegment(long FirstSequence, int LastStep, long PausedMilliseconds);
