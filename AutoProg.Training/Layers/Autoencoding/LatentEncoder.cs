using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

/// <summary>Images to what the moments of their latents are read from: (N, 3, H, W) to (N, 2·C, H/F, W/F).</summary>
internal sealed class LatentEncoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in, conv_out;
    private readonly ModuleList<ResolutionBlock> down_blocks;
    private readonly MiddleBlock mid_block;
    private readonly GroupNorm conv_norm_out;

    public LatentEncoder(AutoencoderSpec spec) : base(nameof(LatentEncoder))
    {
        var channels = spec.BlockChannels;
        conv_in = Conv2d(spec.ImageChannels, channels[0], kernel_size: 3, padding: 1);
        down_blocks = new ModuleList<ResolutionBlock>([.. channels.Select((outputs, level) => ResolutionBlock.OfEncoder(
            channels[Math.Max(0, level - 1)], outputs, spec.LayersPerBlock, spec.NormGroups, level == channels.Count - 1))]);
        mid_block = new MiddleBlock(channels[^1], spec.NormGroups);
        conv_norm_out = Norms.Group(spec.NormGroups, channels[^1]);
        conv_out = Conv2d(channels[^1], 2 * spec.LatentChannels, kernel_size: 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)                                                   // (N, 3, H, W)
    {
        using var scope = NewDisposeScope();
        var features = down_blocks.Aggregate(conv_in.call(images), (hidden, block) => block.call(hidden));
        var mixed = mid_block.call(features);                                                       // (N, D, H/F, W/F)
        return conv_out.call(functional.silu(conv_norm_out.call(mixed))).MoveToOuterDisposeScope(); // (N, 2·C, H/F, W/F)
    }
}
