using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>Multi-head self-attention inside each image; tokens lie flat, (N·T, D), so that every bias is fused into its product.</summary>
internal sealed class Attention : Module<Tensor, long, Tensor>
{
    private readonly Linear qkv, proj;
    private readonly int width, heads;

    public Attention(int width, int heads, bool qkvBias) : base(nameof(Attention))
    {
        (this.width, this.heads) = (width, heads);
        qkv = Linear(width, 3 * width, hasBias: qkvBias);
        proj = Linear(width, width);
        RegisterComponents();
    }

    private long HeadWidth => width / heads;

    public override Tensor forward(Tensor tokens, long images)                                      // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var packed = qkv.call(tokens).view(images, -1, 3, heads, HeadWidth);                        // (N, T, 3, A, D/A)
        var parts = packed.permute(2, 0, 3, 1, 4).unbind(0);                                        // 3 × (N, A, T, D/A)
        var mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);          // (N, A, T, D/A)
        var joined = mixed.transpose(1, 2).reshape(-1, width);                                      // (N·T, D)
        return proj.call(joined).MoveToOuterDisposeScope();                                         // (N·T, D)
    }

    /// <summary>The first rows of each image only, (N·rows, D): the same numbers as <see cref="forward"/> for a fraction of the work.</summary>
    public Tensor First(Tensor tokens, long images, long rows)                                      // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var first = TokenRows.First(tokens, images, rows);                                          // (N·R, D)
        var weight = LowRank.MatrixOf(qkv);                                                         // (3·D, D)
        var query = functional.linear(first, weight.narrow(0, 0, width), qkv.bias?.narrow(0, 0, width));
        var packed = functional.linear(tokens, weight.narrow(0, width, 2 * width), qkv.bias?.narrow(0, width, 2 * width));
        var parts = packed.view(images, -1, 2, heads, HeadWidth).permute(2, 0, 3, 1, 4).unbind(0);  // 2 × (N, A, T, D/A)
        var mixed = functional.scaled_dot_product_attention(
            query.view(images, rows, heads, HeadWidth).transpose(1, 2), parts[0], parts[1]);        // (N, A, R, D/A)
        var joined = mixed.transpose(1, 2).reshape(-1, width);                                      // (N·R, D)
        return proj.call(joined).MoveToOuterDisposeScope();                                         // (N·R, D)
    }
}
