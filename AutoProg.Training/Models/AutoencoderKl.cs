using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers.Autoencoding;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>The KL autoencoder of latent diffusion (arXiv 2112.10752): images from -1 to 1 to latents and back; parameter names are diffusers'.</summary>
public sealed class AutoencoderKl : Module
{
    private const double LeastLogVariance = -30, MostLogVariance = 20;

    private readonly LatentEncoder encoder;
    private readonly LatentDecoder decoder;
    private readonly Conv2d quant_conv, post_quant_conv;

    /// <summary>Fresh weights, torch's own, fp32 on the CPU.</summary>
    public AutoencoderKl(AutoencoderSpec spec) : base(nameof(AutoencoderKl))
    {
        Spec = spec;
        encoder = new LatentEncoder(spec);
        decoder = new LatentDecoder(spec);
        quant_conv = Conv2d(2 * spec.LatentChannels, 2 * spec.LatentChannels, kernel_size: 1);
        post_quant_conv = Conv2d(spec.LatentChannels, spec.LatentChannels, kernel_size: 1);
        RegisterComponents();
    }

    public AutoencoderSpec Spec { get; }

    /// <summary>Images (N, 3, H, W), whose sides are multiples of the latent factor F, to latents (N, C, H/F, W/F).</summary>
    public LatentMoments Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var moments = quant_conv.call(encoder.call(images.to(quant_conv.weight.dtype))).to(float32).chunk(2, 1);    // 2 × (N, C, H/F, W/F)
        return new LatentMoments(
            moments[0].MoveToOuterDisposeScope(),
            moments[1].clamp(LeastLogVariance, MostLogVariance).MoveToOuterDisposeScope());
    }

    /// <summary>Latents (N, C, H/F, W/F) to images (N, 3, H, W) in fp32, which may exceed -1 and 1 a little.</summary>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var images = decoder.call(post_quant_conv.call(latents.to(quant_conv.weight.dtype)));                       // (N, 3, H, W)
        return images.to(float32).MoveToOuterDisposeScope();
    }
}
