using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>Attention of the class token, the first of each image, to all tokens of its image (arXiv 2103.17239, section 3): (N·(T+1), D) to (N, D).</summary>
internal sealed class ClassAttention : Module<Tensor, long, Tensor>
{
    private readonly Linear kv, q, proj;
    private readonly int width, heads;

    public ClassAttention(int width, int heads, bool qkvBias) : base(nameof(ClassAttention))
    {
        (this.width, this.heads) = (width, heads);
        kv = Linear(width, 2 * width, hasBias: qkvBias);
        q = Linear(width, width, hasBias: qkvBias);
        proj = Linear(width, width);
        RegisterComponents();
    }

    private long HeadWidth => width / heads;

    public override Tensor forward(Tensor tokens, long images)                                                  // (N·(T+1), D)
    {
        using var scope = NewDisposeScope();
        var query = q.call(TokenRows.First(tokens, images, 1)).view(images, heads, 1, HeadWidth);               // (N, A, 1, D/A)
        var parts = kv.call(tokens).view(images, -1, 2, heads, HeadWidth).permute(2, 0, 3, 1, 4).unbind(0);     // 2 × (N, A, T+1, D/A)
        var mixed = functional.scaled_dot_product_attention(query, parts[0], parts[1]);                         // (N, A, 1, D/A)
        return proj.call(mixed.reshape(images, width)).MoveToOuterDisposeScope();                               // (N, D)
    }
}
