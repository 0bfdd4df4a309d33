using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A pre-norm transformer block on flat tokens (N·T, D).</summary>
internal sealed class Block : Module<Tensor, long, Tensor>, IDropsPath
{
    public const double NormEpsilon = 1e-6;

    private readonly LayerNorm norm1, norm2;
    private readonly Attention attn;
    private readonly Mlp mlp;

    public Block(ModelSpec spec, int index) : base(nameof(Block))
    {
        norm1 = LayerNorm(spec.Width, NormEpsilon);
        attn = new Attention(spec.Width, spec.Heads);
        norm2 = LayerNorm(spec.Width, NormEpsilon);
        mlp = new Mlp(spec.Width, (int)(spec.Width * spec.MlpRatio));
        DropPath = DropPath.Ramp(spec.DropPath, index, spec.Depth);
        RegisterComponents();
    }

    public DropPath DropPath { get; set; }

    public override Tensor forward(Tensor tokens, long images)                                                  // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var mixed = DropPath.Add(tokens, attn.call(norm1.call(tokens), images), images, training);              // (N·T, D)
        return DropPath.Add(mixed, mlp.call(norm2.call(mixed)), images, training).MoveToOuterDisposeScope();    // (N·T, D)
    }

    /// <summary>The first row of each image only, (N, D): all that a classifier reads of the last block.</summary>
    public Tensor ClassToken(Tensor tokens, long images)                                                        // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var first = tokens.view(images, -1, tokens.shape[1]).select(1, 0);                                      // (N, D)
        var mixed = DropPath.Add(first, attn.ClassToken(norm1.call(tokens), images), images, training);         // (N, D)
        return DropPath.Add(mixed, mlp.call(norm2.call(mixed)), images, training).MoveToOuterDisposeScope();    // (N, D)
    }
}
