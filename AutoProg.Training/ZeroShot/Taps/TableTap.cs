using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>A table of rows looked up by index, (B, …) int64 to (B, …, D).</summary>
internal sealed class TableTap(string layer) : LayerTap(layer)
{
    protected override Tensor InputRows(Tensor input, long samples) => SampleRows.Of(input.unsqueeze(-1), samples, Layer); // (B, T, 1)

    protected override Tensor OutputRows(Tensor output, long samples) => SampleRows.Of(output, samples, Layer);

    protected override Tensor WeightGram(Tensor inputs, Tensor gradients) => SampleProducts.OfLookup(inputs, gradients);
}
