namespace AutoProg.Training.Diffusion;

/// <summary>The variance of one denoising step.</summary>
public enum ReverseVariance
{
    /// <summary>Chosen by the network between the two others, pixel by pixel, in the logarithm (arXiv 2102.09672).</summary>
    LearnedRange,

    /// <summary>That of q(x at t-1 | x at t, x₀): exact where all images are one and the same.</summary>
    FixedSmall,

    /// <summary>Beta: exact where images are white noise.</summary>
    FixedLarge,
}
