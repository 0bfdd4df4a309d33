namespace AutoProg.Contracts.Specification;

/// <summary>What a diffusion model predicts of a noised image x = a · x₀ + s · ε, a² + s² = 1.</summary>
public enum PredictionTarget
{
    /// <summary>The noise ε (arXiv 2006.11239).</summary>
    Epsilon,

    /// <summary>The velocity a · ε - s · x₀ (arXiv 2202.00512), which stays well conditioned where hardly any image is left.</summary>
    V,
}

/// <summary>How the noise of each diffusion step rises.</summary>
public enum NoiseScheduleKind
{
    /// <summary>Betas rise linearly from 0.0001 to 0.02 (arXiv 2006.11239): DiT.</summary>
    Linear,

    /// <summary>The roots of the betas rise linearly, from 0.00085 to 0.012 (arXiv 2112.10752): Stable Diffusion.</summary>
    ScaledLinear,

    /// <summary>What is left of the image falls as a squared cosine (arXiv 2102.09672).</summary>
    SquaredCosine,
}

/// <summary>How samples are drawn.</summary>
public enum SamplerKind
{
    /// <summary>Deterministic (arXiv 2010.02502).</summary>
    Ddim,

    /// <summary>Ancestral: fresh noise at every step (arXiv 2006.11239).</summary>
    Ddpm,

    /// <summary>DPM-Solver++, second order, multistep (arXiv 2211.01095).</summary>
    DpmSolver,

    /// <summary>Euler steps of the probability-flow equation (arXiv 2206.00364).</summary>
    Euler,
}

/// <summary>The diffusion process a model is trained for, and how it is sampled to be judged.</summary>
public sealed record DiffusionSpec
{
    public PredictionTarget Prediction { get; set; } = PredictionTarget.Epsilon;
    public NoiseScheduleKind NoiseSchedule { get; set; } = NoiseScheduleKind.Linear;

    /// <summary>Steps from an image to pure noise.</summary>
    public int DiffusionSteps { get; set; } = 1000;

    /// <summary>Largest signal-to-noise ratio that still weighs fully in the loss (arXiv 2303.09556; 5 is usual); 0 weighs all steps by their plain error.</summary>
    public double MinSnrGamma { get; set; }

    public SamplerKind Sampler { get; set; } = SamplerKind.Ddim;

    /// <summary>Calls of the network per sample, at most <see cref="DiffusionSteps"/>; twice as many with guidance.</summary>
    public int SamplingSteps { get; set; } = 30;

    /// <summary>Scale of classifier-free guidance (arXiv 2207.12598): 1 is off, more follows the label more closely.</summary>
    public double GuidanceScale { get; set; } = 1.5;

    /// <summary>Samples drawn for people to look at; 0 draws none.</summary>
    public int ShownSamples { get; set; } = 60;

    /// <summary>Samples drawn at every evaluation to measure FID, whose value depends on their number; 0 measures none.</summary>
    public int JudgedSamples { get; set; } = 1000;

    /// <summary>
    /// Weights of Inception-v3 (pytorch-fid's names) whose features FID takes: a safetensors file or a name in the data root's
    /// <c>models/</c>; null takes those of the data set's own classifier, where one comes with the program.
    /// </summary>
    public string? FeatureWeights { get; set; }
}
