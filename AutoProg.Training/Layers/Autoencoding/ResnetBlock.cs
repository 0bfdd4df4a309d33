using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

/// <summary>Two 3 x 3 convolutions, each behind a norm and SiLU, beside a shortcut: (N, C, H, W) to (N, C', H, W).</summary>
internal sealed class ResnetBlock : Module<Tensor, Tensor>
{
    private readonly GroupNorm norm1, norm2;
    private readonly Conv2d conv1, conv2;
    private readonly Conv2d? conv_shortcut;

    public ResnetBlock(int inputs, int outputs, int groups) : base(nameof(ResnetBlock))
    {
        norm1 = Norms.Group(groups, inputs);
        conv1 = Conv2d(inputs, outputs, kernel_size: 3, padding: 1);
        norm2 = Norms.Group(groups, outputs);
        conv2 = Conv2d(outputs, outputs, kernel_size: 3, padding: 1);
        conv_shortcut = inputs == outputs ? null : Conv2d(inputs, outputs, kernel_size: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features)                                                 // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var hidden = conv1.call(functional.silu(norm1.call(features)));                             // (N, C', H, W)
        var residual = conv2.call(functional.silu(norm2.call(hidden)));                             // (N, C', H, W)
        var shortcut = conv_shortcut?.call(features) ?? features;                                   // (N, C', H, W)
        return (shortcut + residual).MoveToOuterDisposeScope();
    }
}
