using AutoProg.Contracts.Specification;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>
/// Three convolutions with BatchNorm at half the resolution, then patches: (N, C, H, W) to (N, H/P, W/P, D'). While training
/// it normalises by the batch and moves its running statistics; otherwise it normalises by those.
/// </summary>
internal sealed class VoloStem : Module<Tensor, Tensor>
{
    private readonly Sequential conv;
    private readonly Conv2d proj;

    public VoloStem(ModelSpec spec, int channels) : base(nameof(VoloStem))
    {
        var width = spec.Volo.StemWidth;
        conv = Sequential(
            Conv2d(channels, width, kernel_size: 7, stride: 2, padding: 3, bias: false), BatchNorm2d(width), ReLU(inplace: true),
            Conv2d(width, width, kernel_size: 3, padding: 1, bias: false), BatchNorm2d(width), ReLU(inplace: true),
            Conv2d(width, width, kernel_size: 3, padding: 1, bias: false), BatchNorm2d(width), ReLU(inplace: true));
        var patch = spec.PatchSize / 2;
        proj = Conv2d(width, spec.Volo.OutlookWidth, kernel_size: patch, stride: patch);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)                                                   // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var features = conv.call(images);                                                           // (N, C', H/2, W/2)
        var patch = proj.weight.shape[2];
        var (rows, columns) = (features.shape[2] / patch, features.shape[3] / patch);
        return PatchProduct.Of(features, proj).view(images.shape[0], rows, columns, -1).MoveToOuterDisposeScope();
    }

    // BatchNorm stays in fp32: bf16 would lose the small steps of the running statistics.
    protected override Module _to(ScalarType dtype, bool non_blocking)
    {
        var isShort = dtype is ScalarType.BFloat16 or ScalarType.Float16;
        foreach (var layer in conv.children().Append(proj).Where(layer => !(isShort && layer is BatchNorm2d)))
        {
            layer.to(dtype, non_blocking);
        }

        return this;
    }
}
