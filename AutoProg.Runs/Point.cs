namespace AutoProg.Runs;

/// <summary>One measurement.</summary>
/// <param name="Series">A name of <see cref="Contracts.Events.SeriesNames"/>, or another <c>group/name</c>.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Epoch">The same in epochs.</param>
/// <param name="WallMilliseconds">Active training time, pauses excluded.</param>
/// <param name="Flops">Training FLOPs so far.</param>
/// <param name="Value">Not finite values are kept as null.</param>
public readonly record struct Point(string Series, int Step, double Epoch, long WallMilliseconds, double Flops, double Value);
