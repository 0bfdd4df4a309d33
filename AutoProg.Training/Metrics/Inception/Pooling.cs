using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>Pooling over 3x3 windows of maps (N, C, H, W).</summary>
internal static class Pooling
{
    private const int Window = 3;

    /// <summary>The mean at every place; at the border, that of the places inside, as in TensorFlow.</summary>
    public static Tensor Average(Tensor maps) => avg_pool2d(maps, Window, stride: 1, padding: 1, count_include_pad: false);

    /// <summary>The largest value at every place.</summary>
    public static Tensor Largest(Tensor maps) => max_pool2d(maps, Window, stride: 1, padding: 1);

    /// <summary>The largest value at every second place: (N, C, (H-1)/2, (W-1)/2).</summary>
    public static Tensor Halved(Tensor maps) => max_pool2d(maps, Window, stride: 2);
}
