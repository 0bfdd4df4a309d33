namespace AutoProg.Training.Data;

/// <summary>What the pixels around a point weigh, by their distance from it in pixels of the smaller image.</summary>
/// <param name="Reach">Beyond that distance they weigh nothing.</param>
internal sealed record PixelFilter(double Reach, Func<double, double> Weight)
{
    /// <summary>The mean of the pixels that fall on one.</summary>
    public static PixelFilter Box { get; } = new(0.5, distance => distance is > -0.5 and <= 0.5 ? 1 : 0);

    /// <summary>Keys' cubic with a = -1/2, which keeps straight ramps straight.</summary>
    public static PixelFilter Bicubic { get; } = new(2, distance => Math.Abs(distance) switch
    {
        < 1 and var x => (1.5 * x - 2.5) * x * x + 1,
        < 2 and var x => -0.5 * (((x - 5) * x + 8) * x - 4),
        _ => 0,
    });
}
