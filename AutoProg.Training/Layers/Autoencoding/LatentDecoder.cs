using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

/// <summary>Latents to images, (N, C, H/F, W/F) to (N, 3, H, W).</summary>
internal sealed class LatentDecoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in, conv_out;
    private readonly MiddleBlock mid_block;
    private readonly ModuleList<ResolutionBlock> up_blocks;
    private readonly GroupNorm conv_norm_out;

    public LatentDecoder(AutoencoderSpec spec) : base(nameof(LatentDecoder))
    {
        int[] channels = [.. spec.BlockChannels.Reverse()];
        conv_in = Conv2d(spec.LatentChannels, channels[0], kernel_size: 3, padding: 1);
        mid_block = new MiddleBlock(channels[0], spec.NormGroups);
        up_blocks = new ModuleList<ResolutionBlock>([.. channels.Select((outputs, level) => ResolutionBlock.OfDecoder(
            channels[Math.Max(0, level - 1)], outputs, spec.LayersPerBlock + 1, spec.NormGroups, level == channels.Length - 1))]);
        conv_norm_out = Norms.Group(spec.NormGroups, channels[^1]);
        conv_out = Conv2d(channels[^1], spec.ImageChannels, kernel_size: 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents)                                                  // (N, C, H/F, W/F)
    {
        using var scope = NewDisposeScope();
        var mixed = mid_block.call(conv_in.call(latents));                                          // (N, D, H/F, W/F)
        var features = up_blocks.Aggregate(mixed, (hidden, block) => block.call(hidden));           // (N, D', H, W)
        return conv_out.call(functional.silu(conv_norm_out.call(features))).MoveToOuterDisposeScope();
    }
}
