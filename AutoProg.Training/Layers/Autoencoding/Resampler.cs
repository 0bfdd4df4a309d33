using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

/// <summary>Half the side by a 3 x 3 convolution of stride 2, or twice the side by repeating points before one of stride 1.</summary>
internal sealed class Resampler : Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly bool halves;

    private Resampler(int channels, bool halves) : base(nameof(Resampler))
    {
        this.halves = halves;
        conv = halves
            ? Conv2d(channels, channels, kernel_size: 3, stride: 2)
            : Conv2d(channels, channels, kernel_size: 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to (N, C, H/2, W/2), with zeros to the right and below only.</summary>
    public static Resampler Half(int channels) => new(channels, halves: true);

    /// <summary>(N, C, H, W) to (N, C, 2·H, 2·W).</summary>
    public static Resampler Double(int channels) => new(channels, halves: false);

    public override Tensor forward(Tensor features)                                                 // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var prepared = halves
            ? functional.pad(features, (0, 1, 0, 1))                                                // (N, C, H+1, W+1)
            : functional.interpolate(features, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        return conv.call(prepared).MoveToOuterDisposeScope();
    }
}
