using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>
/// A stack of 3x3 stride-2 convolutions and a 1x1 projection, (N, C, H, W) to (N·T, D) (arXiv 2106.14881).
/// Its norms look at one image at a time: nothing to average for the EMA, nothing to re-estimate after growing.
/// </summary>
internal sealed class ConvolutionStem : Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv2d> convs = [];
    private readonly ModuleList<GroupNorm> norms = [];
    private readonly Conv2d proj;

    public ConvolutionStem(ModelSpec spec, int channels) : base(nameof(ConvolutionStem))
    {
        foreach (var width in spec.StemWidths())
        {
            convs.Add(Conv2d(channels, width, kernel_size: 3, stride: 2, padding: 1, bias: false));
            norms.Add(GroupNorm(1, width));
            channels = width;
        }

        proj = Conv2d(channels, spec.Width, kernel_size: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)                                                   // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var features = images;
        for (var i = 0; i < convs.Count; i++)
        {
            features = functional.gelu(norms[i].call(convs[i].call(features)));                     // (N, C', H/2, W/2)
        }

        var flat = features.permute(0, 2, 3, 1).reshape(-1, features.shape[1]);                     // (N·T, C')
        return functional.linear(flat, proj.weight.flatten(1), proj.bias).MoveToOuterDisposeScope(); // (N·T, D)
    }
}
