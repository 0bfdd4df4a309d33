using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A pre-norm block of outlook attention and MLP on flat tokens (N·H·W, D); the public implementation gives it no drop path.</summary>
internal sealed class Outlooker : Module<Tensor, TokenGrid, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly OutlookAttention attn;
    private readonly Mlp mlp;

    public Outlooker(ModelSpec spec) : base(nameof(Outlooker))
    {
        var width = spec.Volo.OutlookWidth;
        norm1 = LayerNorm(width, spec.NormEpsilon());
        attn = new OutlookAttention(width, spec.Volo.OutlookHeads);
        norm2 = LayerNorm(width, spec.NormEpsilon());
        mlp = new Mlp(width, spec.MlpWidth(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, TokenGrid grid)                                   // (N·H·W, D)
    {
        using var scope = NewDisposeScope();
        var mixed = tokens + attn.call(norm1.call(tokens), grid);                                   // (N·H·W, D)
        return (mixed + mlp.call(norm2.call(mixed))).MoveToOuterDisposeScope();                     // (N·H·W, D)
    }
}
