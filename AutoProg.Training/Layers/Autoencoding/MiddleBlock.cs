using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

/// <summary>A residual block, attention and a residual block at the lowest resolution: (N, C, H, W) in and out.</summary>
internal sealed class MiddleBlock : Module<Tensor, Tensor>
{
    private readonly ModuleList<FeatureAttention> attentions;
    private readonly ModuleList<ResnetBlock> resnets;

    public MiddleBlock(int channels, int groups) : base(nameof(MiddleBlock))
    {
        attentions = [new FeatureAttention(channels, groups)];
        resnets = [new ResnetBlock(channels, channels, groups), new ResnetBlock(channels, channels, groups)];
        RegisterComponents();
    }

    public override Tensor forward(Tensor features)                                                 // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var mixed = attentions[0].call(resnets[0].call(features));                                  // (N, C, H, W)
        return resnets[1].call(mixed).MoveToOuterDisposeScope();                                    // (N, C, H, W)
    }
}
