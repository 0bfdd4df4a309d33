using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A pre-norm transformer block on flat tokens (N·T, D).</summary>
internal sealed class Block : Module<Tensor, long, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Attention attn;
    private readonly Mlp mlp;
    private readonly DropPath dropPath;

    public Block(ModelSpec spec, int index) : base(nameof(Block))
    {
        norm1 = LayerNorm(spec.Width, spec.NormEpsilon());
        attn = new Attention(spec.Width, spec.Heads, spec.HasQkvBias());
        norm2 = LayerNorm(spec.Width, spec.NormEpsilon());
        mlp = new Mlp(spec.Width, spec.MlpWidth(spec.Width));
        dropPath = DropPath.Ramp(spec.DropPath, index, spec.Depth);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, long images)                                                  // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var mixed = dropPath.Add(tokens, attn.call(norm1.call(tokens), images), images, training);              // (N·T, D)
        return dropPath.Add(mixed, mlp.call(norm2.call(mixed)), images, training).MoveToOuterDisposeScope();    // (N·T, D)
    }

    /// <summary>The first rows of each image only, (N·rows, D): all that a classifier reads of the last block.</summary>
    public Tensor First(Tensor tokens, long images, long rows)                                                  // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var first = TokenRows.First(tokens, images, rows);                                                      // (N·R, D)
        var mixed = dropPath.Add(first, attn.First(norm1.call(tokens), images, rows), images, training);        // (N·R, D)
        return dropPath.Add(mixed, mlp.call(norm2.call(mixed)), images, training).MoveToOuterDisposeScope();    // (N·R, D)
    }
}
