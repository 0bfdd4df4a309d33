using static TorchSharp.torch;

namespace AutoProg.Training.Layers;

/// <summary>The fixed position vectors of a square grid: half of the channels say the column, half the row, in sines and cosines.</summary>
internal static class SinCosGrid
{
    private const double LongestPeriod = 10_000;

    /// <summary>(1, G·G, D) in fp32, row by row; D is a multiple of 4.</summary>
    public static Tensor Of(int side, int width)
    {
        using var scope = NewDisposeScope();
        var quarter = width / 4;
        var frequencies = (arange(quarter, float64) * (-Math.Log(LongestPeriod) / quarter)).exp();              // (D/4)
        var angles = arange(side, float64).unsqueeze(1) * frequencies;                                          // (G, D/4)
        var line = cat([angles.sin(), angles.cos()], 1);                                                        // (G, D/2)
        var columns = line.unsqueeze(0).expand(side, -1, -1);                                                   // (G, G, D/2)
        var rows = line.unsqueeze(1).expand(-1, side, -1);                                                      // (G, G, D/2)
        return cat([columns, rows], 2).view(1, side * side, width).to(float32).MoveToOuterDisposeScope();
    }
}
