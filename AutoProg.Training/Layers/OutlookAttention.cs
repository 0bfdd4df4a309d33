using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>
/// Outlook attention (arXiv 2106.13112, section 3.1): the mean token at the centre of each 3 x 3 window says how the tokens
/// of the window mix; overlapping windows add up. Flat tokens (N·H·W, D) in and out.
/// </summary>
internal sealed class OutlookAttention : Module<Tensor, TokenGrid, Tensor>
{
    private const int Window = VoloSpec.Window, Stride = VoloSpec.WindowStride, Area = Window * Window;

    private readonly Linear v, attn, proj;
    private readonly int width, heads;

    public OutlookAttention(int width, int heads) : base(nameof(OutlookAttention))
    {
        (this.width, this.heads) = (width, heads);
        v = Linear(width, width, hasBias: false);
        attn = Linear(width, Area * Area * heads);
        proj = Linear(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, TokenGrid grid)                                                   // (N·H·W, D)
    {
        using var scope = NewDisposeScope();
        var values = functional.unfold(Image(v.call(tokens), grid), Window, padding: Window / 2, stride: Stride)    // (N, D·9, L)
            .view(grid.Images, heads, width / heads, Area, -1).permute(0, 1, 4, 3, 2);                              // (N, A, L, 9, D/A)
        var mixed = Weights(tokens, grid).matmul(values)                                                            // (N, A, L, 9, D/A)
            .permute(0, 1, 4, 3, 2).reshape(grid.Images, width * Area, -1);                                         // (N, D·9, L)
        var sum = functional.fold(mixed, (grid.Rows, grid.Columns), (Window, Window), padding: (Window / 2, Window / 2), stride: (Stride, Stride));
        return proj.call(sum.permute(0, 2, 3, 1).reshape(-1, width)).MoveToOuterDisposeScope();                     // (N·H·W, D)
    }

    private Tensor Weights(Tensor tokens, TokenGrid grid)
    {
        var centres = functional.avg_pool2d(Image(tokens, grid), [Stride, Stride], ceil_mode: true)                 // (N, D, H/2, W/2)
            .permute(0, 2, 3, 1).reshape(-1, width);                                                                // (N·L, D)
        var scores = attn.call(centres).view(grid.Images, -1, heads, Area, Area).permute(0, 2, 1, 3, 4);            // (N, A, L, 9, 9)
        return (scores * Math.Pow(width / heads, -0.5)).softmax(-1);                                                // (N, A, L, 9, 9)
    }

    private static Tensor Image(Tensor tokens, TokenGrid grid) =>
        tokens.view(grid.Images, grid.Rows, grid.Columns, -1).permute(0, 3, 1, 2);                                  // (N, D, H, W)
}
