using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>From the outlookers' grid to the transformers': one token of every 2 x 2, flat (N·H·W, D') to (N·T, D).</summary>
internal sealed class Downsample : Module<Tensor, TokenGrid, Tensor>
{
    private readonly Conv2d proj;

    public Downsample(ModelSpec spec) : base(nameof(Downsample))
    {
        proj = Conv2d(spec.Volo.OutlookWidth, spec.Width, kernel_size: VoloSpec.Pooling, stride: VoloSpec.Pooling);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, TokenGrid grid)                                   // (N·H·W, D')
    {
        using var scope = NewDisposeScope();
        var image = tokens.view(grid.Images, grid.Rows, grid.Columns, -1).permute(0, 3, 1, 2);      // (N, D', H, W)
        return PatchProduct.Of(image, proj).MoveToOuterDisposeScope();                              // (N·T, D)
    }
}
