using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A pre-norm transformer block on flat tokens (N·T, D).</summary>
internal sealed class Block : Module<Tensor, long, Tensor>, IDropsPath
{
    private readonly LayerNorm norm1, norm2;
    private readonly Attention attn;
    private readonly Mlp mlp;

    public Block(ModelSpec spec, int index) : base(nameof(Block))
    {
        norm1 = LayerNorm(spec.Width, spec.NormEpsilon());
        attn = new Attention(spec.Width, spec.Heads, spec.HasQkvBias());
        norm2 = LayerNorm(spec.Width, spec.NormEpsilon());
        mlp = new Mlp(spec.Width, spec.MlpWidth(spec.Width));
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

    /// <summary>The first rows of each image only, (N·rows, D): all that a classifier reads of the last block.</summary>
    public Tensor First(Tensor tokens, long images, long rows)                                                  // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var first = TokenRows.First(tokens, images, rows);                                                      // (N·R, D)
        var mixed = DropPath.Add(first, attn.First(norm1.call(tokens), images, rows), images, training);        // (N·R, D)
        return DropPath.Add(mixed, mlp.call(norm2.call(mixed)), images, training).MoveToOuterDisposeScope();    // (N·R, D)
    }
}
