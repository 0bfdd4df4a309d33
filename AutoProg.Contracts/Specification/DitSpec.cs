using System.Text.Json.Serialization;

namespace AutoProg.Contracts.Specification;

/// <summary>What only a diffusion transformer has (arXiv 2212.09748); the defaults are the public models' on latents of Stable Diffusion's VAE.</summary>
public sealed record DitSpec
{
    /// <summary>Channels of the wave-shaped code of a timestep.</summary>
    public const int TimestepChannels = 256;

    /// <summary>Channels of the input: of the latents, in pixel space of the images.</summary>
    public int Channels { get; set; } = 4;

    /// <summary>Pixels per side of one point of the input: 8 for latents of Stable Diffusion's VAE, 1 in pixel space.</summary>
    public int LatentFactor { get; set; } = 8;

    /// <summary>Predicts the variance too, in as many channels again.</summary>
    public bool LearnSigma { get; set; } = true;

    /// <summary>The share of training samples that lose label and stage, both at once; at 0 there is no row for "no label" either.</summary>
    public double ConditionDropout { get; set; } = 0.1;

    /// <summary>Growth stages that the model tells apart, by one learned vector each (arXiv 2410.00350); 0 tells none apart.</summary>
    public int Stages { get; set; }

    /// <summary>Deviation of the initial stage vectors: 0 changes no output at first, 0.02 is the public implementation's.</summary>
    public double StageDeviation { get; set; }

    /// <summary>Channels of the output: the noise, then the variance where it is learned.</summary>
    [JsonIgnore]
    public int OutputChannels => LearnSigma ? 2 * Channels : Channels;
}
