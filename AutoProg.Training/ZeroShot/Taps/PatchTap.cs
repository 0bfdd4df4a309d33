using AutoProg.Training.Layers;
using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>A patch embedding, (B, C, H, W) to flat (B·T, D), which multiplies unfolded patches without calling its convolution.</summary>
/// <param name="patch">Pixels per side.</param>
internal sealed class PatchTap(string layer, long patch) : LayerTap(layer)
{
    protected override Tensor InputRows(Tensor input, long samples) => SampleRows.Of(PatchProduct.Rows(input, patch), samples, Layer);

    protected override Tensor OutputRows(Tensor output, long samples) => SampleRows.Of(output, samples, Layer);

    protected override Tensor WeightGram(Tensor inputs, Tensor gradients) => SampleProducts.OfLinear(inputs, gradients);
}
