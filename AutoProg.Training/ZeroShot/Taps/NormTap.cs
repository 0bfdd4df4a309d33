using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>The scale of a normalisation within a sample, which multiplies normalised features one by one.</summary>
internal abstract class NormTap(string layer) : LayerTap(layer)
{
    protected override Tensor WeightGram(Tensor inputs, Tensor gradients) =>
        SampleProducts.OfVectors((inputs.to(float64) * gradients.to(float64)).sum(1)); // (B, D)
}

/// <summary>A layer norm over the last dimension.</summary>
internal sealed class LayerNormTap(string layer, LayerNorm norm) : NormTap(layer)
{
    protected override Tensor InputRows(Tensor input, long samples) =>
        SampleRows.Of(functional.layer_norm(input, norm.normalized_shape, eps: norm.eps), samples, Layer);

    protected override Tensor OutputRows(Tensor output, long samples) => SampleRows.Of(output, samples, Layer);
}

/// <summary>A group norm, (B, D, …).</summary>
internal sealed class GroupNormTap(string layer, GroupNorm norm) : NormTap(layer)
{
    protected override Tensor InputRows(Tensor input, long samples) =>
        SampleRows.OfChannels(functional.group_norm(input, norm.num_groups, eps: norm.eps), samples, Layer);

    protected override Tensor OutputRows(Tensor output, long samples) => SampleRows.OfChannels(output, samples, Layer);
}
