using System.Text.Json.Serialization;

namespace AutoProg.Contracts.Specification;

/// <summary>The sizes of a convolutional KL autoencoder (arXiv 2112.10752); the defaults are Stable Diffusion's.</summary>
public sealed record AutoencoderSpec
{
    /// <summary>Channels of the images, -1 to 1.</summary>
    public int ImageChannels { get; set; } = 3;

    public int LatentChannels { get; set; } = 4;

    /// <summary>Channels at each resolution, the finest first; each has half the side of the one before.</summary>
    public IReadOnlyList<int> BlockChannels { get; set => field = value ?? []; } = [128, 256, 512, 512];

    /// <summary>Residual blocks at each resolution of the encoder; the decoder has one more.</summary>
    public int LayersPerBlock { get; set; } = 2;

    /// <summary>Groups of the norms; they divide all channels.</summary>
    public int NormGroups { get; set; } = 32;

    /// <summary>What diffusion multiplies latents by, so that they deviate by about 1; encoding and decoding leave it out.</summary>
    public double ScalingFactor { get; set; } = 0.18215;

    /// <summary>Pixels per side of one point of the latents.</summary>
    [JsonIgnore]
    public int LatentFactor => 1 << (BlockChannels.Count - 1);
}
