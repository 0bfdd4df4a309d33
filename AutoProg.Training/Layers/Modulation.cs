using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Layers;

/// <summary>What a condition does to the tokens of its image (arXiv 2212.09748, section 3.2): flat tokens (N·T, D), one row (N, D) per image.</summary>
internal static class Modulation
{
    private static readonly Scalar One = 1;

    /// <summary>tokens · (1 + scale) + shift.</summary>
    public static Tensor Shift(Tensor tokens, Tensor shift, Tensor scale) =>
        addcmul(shift.unsqueeze(1), ByImage(tokens, shift), (scale + One).unsqueeze(1), One).view(-1, shift.shape[1]);

    /// <summary>tokens + gate · branch.</summary>
    public static Tensor Add(Tensor tokens, Tensor branch, Tensor gate) =>
        addcmul(ByImage(tokens, gate), gate.unsqueeze(1), ByImage(branch, gate), One).view(-1, gate.shape[1]);

    private static Tensor ByImage(Tensor tokens, Tensor rows) => tokens.view(rows.shape[0], -1, rows.shape[1]);  // (N, T, D)
}
