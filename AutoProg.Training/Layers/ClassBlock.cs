using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A pre-norm block that changes the class token (N, D) only, by looking at the tokens (N·T, D).</summary>
internal sealed class ClassBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly ClassAttention attn;
    private readonly Mlp mlp;

    public ClassBlock(ModelSpec spec) : base(nameof(ClassBlock))
    {
        norm1 = LayerNorm(spec.Width, spec.NormEpsilon());
        attn = new ClassAttention(spec.Width, spec.Heads, spec.HasQkvBias());
        norm2 = LayerNorm(spec.Width, spec.NormEpsilon());
        mlp = new Mlp(spec.Width, spec.MlpWidth(spec.Width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor summary, Tensor tokens)                                               // (N, D), (N·T, D)
    {
        using var scope = NewDisposeScope();
        var (n, width) = (summary.shape[0], summary.shape[1]);
        var together = cat([summary.unsqueeze(1), tokens.view(n, -1, width)], 1).view(-1, width);               // (N·(T+1), D)
        var mixed = summary + attn.call(norm1.call(together), n);                                               // (N, D)
        return (mixed + mlp.call(norm2.call(mixed))).MoveToOuterDisposeScope();                                 // (N, D)
    }
}
