using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>Histogram equalisation of every channel, in whole levels as PIL computes it.</summary>
internal static class Equalization
{
    private const int Levels = 256;

    /// <summary>Pixels (N, C, S, S) to whole levels; a channel of one level stays.</summary>
    public static Tensor Apply(Tensor pixels, Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var channels = pixels.shape[0] * pixels.shape[1];
        var levels = pixels.round().clamp_(0, Levels - 1).to(int64).view(channels, -1);                     // (N·C, S·S)
        var counts = zeros([channels, Levels], int64, pixels.device).scatter_add_(1, levels, ones_like(levels)); // (N·C, 256)
        return Table(counts).gather(1, levels).to(float32).view(pixels.shape).MoveToOuterDisposeScope();
    }

    // The brightest level present is left out of the step, so that it maps to white.
    private static Tensor Table(Tensor counts)                                                              // (N·C, 256)
    {
        var ladder = arange(Levels, int64, counts.device);                                                  // (256)
        var brightest = counts.gt(0).to(int64).mul_(ladder).amax([1], keepdim: true);                       // (N·C, 1)
        var step = counts.sum(1, keepdim: true).sub_(counts.gather(1, brightest)).floor_divide_(Levels - 1);  // (N·C, 1)
        var below = counts.cumsum(1).sub_(counts);                                                          // (N·C, 256)
        var table = below.add_(step.floor_divide(2)).floor_divide_(step.clamp_min(1)).clamp_max_(Levels - 1);
        return where(step.gt(0), table, ladder);
    }
}
