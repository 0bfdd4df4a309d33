using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Diffusion;

/// <summary>Which timesteps a sampler visits (arXiv 2305.08891, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary>Evenly from the last timestep, every so many.</summary>
    Trailing,

    /// <summary>Multiples of a stride from the offset on; the last timestep is not among them.</summary>
    Leading,

    /// <summary>Evenly from the last timestep to the first, both included.</summary>
    Linspace,
}

/// <summary>How samples are drawn; the names in brackets are those of diffusers, whose numbers these are.</summary>
/// <param name="Kind">The method.</param>
/// <param name="Steps">Calls of the network.</param>
public sealed record SamplerOptions(SamplerKind Kind, int Steps)
{
    /// <summary>What the network predicts (<c>prediction_type</c>).</summary>
    public PredictionTarget Prediction { get; init; } = PredictionTarget.Epsilon;

    /// <summary>Variance of the noise of ancestral steps (<c>variance_type</c>); the other methods have none, and leave out what the network says of it.</summary>
    public ReverseVariance Variance { get; init; } = ReverseVariance.FixedSmall;

    /// <summary>The visited timesteps (<c>timestep_spacing</c>).</summary>
    public TimestepSpacing Spacing { get; init; } = TimestepSpacing.Trailing;

    /// <summary>Added to the timesteps of leading spacing (<c>steps_offset</c>); 1 for Stable Diffusion.</summary>
    public int Offset { get; init; }

    /// <summary>Noise levels of arXiv 2206.00364 in place of those at the spaced timesteps (<c>use_karras_sigmas</c>): DPM-Solver and Euler.</summary>
    public bool Karras { get; init; }

    /// <summary>Keeps the pixels of every estimate of the clean image within -1 and 1 (<c>clip_sample</c>): for pixels, not for latents.</summary>
    public bool Clip { get; init; }

    /// <summary>Fresh noise of DDIM steps (<c>eta</c>): 0 is deterministic, 1 as much as ancestral steps with the small variance.</summary>
    public double Eta { get; init; }

    /// <summary>DDIM's last step ends at a clean image (<c>set_alpha_to_one</c>); false: at the noise of the first timestep.</summary>
    public bool EndsClean { get; init; } = true;

    /// <summary>The sampling that a specification asks for.</summary>
    /// <param name="learnsVariance">The network's second half of channels says the variance.</param>
    /// <param name="clip">Images are pixels within -1 and 1, not latents.</param>
    public static SamplerOptions Of(DiffusionSpec spec, bool learnsVariance, bool clip) => new(spec.Sampler, spec.SamplingSteps)
    {
        Prediction = spec.Prediction,
        Variance = learnsVariance ? ReverseVariance.LearnedRange : ReverseVariance.FixedSmall,
        Clip = clip,
    };
}
