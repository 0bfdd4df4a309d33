using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>A linear layer on (B, …, D') or flat (B·T, D').</summary>
internal sealed class LinearTap(string layer) : LayerTap(layer)
{
    protected override Tensor InputRows(Tensor input, long samples) => SampleRows.Of(input, samples, Layer);

    protected override Tensor OutputRows(Tensor output, long samples) => SampleRows.Of(output, samples, Layer);

    protected override Tensor WeightGram(Tensor inputs, Tensor gradients) => SampleProducts.OfLinear(inputs, gradients);
}
