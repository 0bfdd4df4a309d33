using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>One strided convolution per patch, (N, C, H, W) to (N·T, D), computed as a matrix product over unfolded patches.</summary>
internal sealed class PatchEmbed : Module<Tensor, Tensor>
{
    private readonly Conv2d proj;
    private readonly int patch;

    public PatchEmbed(ModelSpec spec, int channels) : base(nameof(PatchEmbed))
    {
        patch = spec.PatchSize;
        proj = Conv2d(channels, spec.Width, kernel_size: patch, stride: patch);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)                                                   // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var (n, c, rows, columns) = (images.shape[0], images.shape[1], images.shape[2] / patch, images.shape[3] / patch);
        var patches = images.view(n, c, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5)      // (N, H/P, W/P, C, P, P)
            .reshape(n * rows * columns, c * patch * patch);                                        // (N·T, C·P·P)
        return functional.linear(patches, proj.weight.flatten(1), proj.bias).MoveToOuterDisposeScope();
    }
}
