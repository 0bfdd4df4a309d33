using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>One strided convolution per patch, (N, C, H, W) to (N·T, D).</summary>
internal sealed class PatchEmbed : Module<Tensor, Tensor>
{
    private readonly Conv2d proj;

    public PatchEmbed(ModelSpec spec, int channels) : base(nameof(PatchEmbed))
    {
        proj = Conv2d(channels, spec.Width, kernel_size: spec.PatchSize, stride: spec.PatchSize);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)                                                   // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        return PatchProduct.Of(images, proj).MoveToOuterDisposeScope();                             // (N·T, D)
    }
}
