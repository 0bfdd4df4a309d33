using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>A convolution, (B, C, H, W) to (B, D, H', W'): a linear layer on its unfolded input.</summary>
internal sealed class ConvolutionTap(string layer, Conv2d convolution) : LayerTap(layer)
{
    /// <summary>False for groups, and for padding by other than a number of zeros.</summary>
    public static bool Knows(Conv2d convolution) =>
        convolution is { groups: 1, padding_mode: PaddingModes.Zeros, padding: not null };

    protected override Tensor InputRows(Tensor input, long samples) => SampleRows.OfChannels(
        nn.functional.unfold(input, Pair(convolution.kernel_size), Pair(convolution.dilation), Pair(convolution.padding!), Pair(convolution.stride)),
        samples, Layer);                                                            // (B, T, C·P·P)

    protected override Tensor OutputRows(Tensor output, long samples) => SampleRows.OfChannels(output, samples, Layer);

    protected override Tensor WeightGram(Tensor inputs, Tensor gradients) => SampleProducts.OfLinear(inputs, gradients);

    private static (long, long) Pair(long[] sides) => (sides[0], sides[1]);
}
