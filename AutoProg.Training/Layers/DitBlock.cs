using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Approximation = TorchSharp.Modules.GELU.Approximate;

namespace AutoProg.Training.Layers;

/// <summary>A block of a DiT: attention and MLP, shifted, scaled and gated by the condition (N, D) of each image (arXiv 2212.09748, adaLN-Zero).</summary>
internal sealed class DitBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Attention attn;
    private readonly Mlp mlp;
    private readonly Sequential adaLN_modulation;

    public DitBlock(ModelSpec spec) : base(nameof(DitBlock))
    {
        norm1 = LayerNorm(spec.Width, spec.NormEpsilon(), elementwise_affine: false);
        attn = new Attention(spec.Width, spec.Heads, spec.HasQkvBias());
        norm2 = LayerNorm(spec.Width, spec.NormEpsilon(), elementwise_affine: false);
        mlp = new Mlp(spec.Width, spec.MlpWidth(spec.Width), Approximation.tanh);
        adaLN_modulation = Sequential(SiLU(), Linear(spec.Width, 6 * spec.Width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, Tensor condition)                                             // (N·T, D), (N, D)
    {
        using var scope = NewDisposeScope();
        var rows = adaLN_modulation.call(condition).chunk(6, 1);                                                // 6 × (N, D)
        var seen = Modulation.Shift(norm1.call(tokens), rows[0], rows[1]);                                      // (N·T, D)
        var mixed = Modulation.Add(tokens, attn.call(seen, condition.shape[0]), rows[2]);                       // (N·T, D)
        var read = Modulation.Shift(norm2.call(mixed), rows[3], rows[4]);                                       // (N·T, D)
        return Modulation.Add(mixed, mlp.call(read), rows[5]).MoveToOuterDisposeScope();                        // (N·T, D)
    }
}
