using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// The noise of every step of a diffusion process and what follows from it (arXiv 2006.11239), in double precision;
/// step 0 is the least noised.
/// </summary>
public sealed class NoiseSchedule
{
    // Of the steps for which the usual ranges of betas are given; other numbers of steps scale them.
    private const double UsualSteps = 1000;
    private const double LargestBeta = 0.999, CosineOffset = 0.008;
    private const double LeastVariance = 1e-20;

    /// <param name="betas">Variance of the noise that each step adds, above 0 and at most 1.</param>
    /// <param name="timesteps">The network's name for each step; null numbers them from 0.</param>
    /// <exception cref="ArgumentException">A beta is out of range, or there are not as many timesteps as betas.</exception>
    public NoiseSchedule(IReadOnlyList<double> betas, IReadOnlyList<int>? timesteps = null)
    {
        Timesteps = timesteps ?? [.. Enumerable.Range(0, betas.Count)];
        if (betas.Count == 0 || Timesteps.Count != betas.Count)
        {
            throw new ArgumentException($"There are {betas.Count} betas and {Timesteps.Count} timesteps; give one of each per step.", nameof(betas));
        }

        if (betas.Index().Where(beta => beta.Item is not (> 0 and <= 1)).ToArray() is [var wrong, ..])
        {
            throw new ArgumentException($"Beta {wrong.Index} is {wrong.Item}; use a variance above 0 and at most 1.", nameof(betas));
        }

        Betas = betas;
        AlphasCumprod = CumulativeProduct(betas.Select(beta => 1 - beta));
        AlphasCumprodPrevious = [1, .. AlphasCumprod.SkipLast(1)];
        AlphasCumprodNext = [.. AlphasCumprod.Skip(1), 0];
        SqrtAlphasCumprod = Each(t => Math.Sqrt(AlphasCumprod[t]));
        SqrtOneMinusAlphasCumprod = Each(t => Math.Sqrt(1 - AlphasCumprod[t]));
        LogOneMinusAlphasCumprod = Each(t => Math.Log(1 - AlphasCumprod[t]));
        SqrtRecipAlphasCumprod = Each(t => Math.Sqrt(1 / AlphasCumprod[t]));
        SqrtRecipMinusOneAlphasCumprod = Each(t => Math.Sqrt(1 / AlphasCumprod[t] - 1));
        PosteriorVariance = Each(t => Betas[t] * (1 - AlphasCumprodPrevious[t]) / (1 - AlphasCumprod[t]));
        PosteriorLogVarianceClipped = Each(t => Math.Log(Math.Max(PosteriorVariance[AboveZero(t)], LeastVariance)));
        PosteriorMeanOfClean = Each(t => Betas[t] * Math.Sqrt(AlphasCumprodPrevious[t]) / (1 - AlphasCumprod[t]));
        PosteriorMeanOfNoised = Each(t => (1 - AlphasCumprodPrevious[t]) * Math.Sqrt(1 - Betas[t]) / (1 - AlphasCumprod[t]));
    }

    public int Steps => Betas.Count;

    /// <summary>The network's name for each step, ascending: other than the step where a process is respaced.</summary>
    public IReadOnlyList<int> Timesteps { get; }

    public IReadOnlyList<double> Betas { get; }

    /// <summary>The image's share of the variance at each step, falling towards 0.</summary>
    public IReadOnlyList<double> AlphasCumprod { get; }

    public IReadOnlyList<double> AlphasCumprodPrevious { get; }

    public IReadOnlyList<double> AlphasCumprodNext { get; }

    public IReadOnlyList<double> SqrtAlphasCumprod { get; }

    public IReadOnlyList<double> SqrtOneMinusAlphasCumprod { get; }

    public IReadOnlyList<double> LogOneMinusAlphasCumprod { get; }

    public IReadOnlyList<double> SqrtRecipAlphasCumprod { get; }

    public IReadOnlyList<double> SqrtRecipMinusOneAlphasCumprod { get; }

    /// <summary>Variance of q(x at t-1 | x at t, x₀); 0 at step 0.</summary>
    public IReadOnlyList<double> PosteriorVariance { get; }

    /// <summary>The logarithm of <see cref="PosteriorVariance"/>; step 0 has that of step 1.</summary>
    public IReadOnlyList<double> PosteriorLogVarianceClipped { get; }

    /// <summary>Weight of x₀ in the mean of q(x at t-1 | x at t, x₀).</summary>
    public IReadOnlyList<double> PosteriorMeanOfClean { get; }

    /// <summary>Weight of x at t in the mean of q(x at t-1 | x at t, x₀).</summary>
    public IReadOnlyList<double> PosteriorMeanOfNoised { get; }

    /// <summary>A schedule of the usual range, scaled so that any number of steps ends equally noised.</summary>
    public static NoiseSchedule Of(NoiseScheduleKind kind, int steps)
    {
        var scale = UsualSteps / steps;
        return kind switch
        {
            NoiseScheduleKind.Linear => Linear(steps, scale * 0.0001, scale * 0.02),
            NoiseScheduleKind.ScaledLinear => ScaledLinear(steps, scale * 0.00085, scale * 0.012),
            NoiseScheduleKind.SquaredCosine => SquaredCosine(steps),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown noise schedule."),
        };
    }

    /// <summary>Betas that rise linearly.</summary>
    public static NoiseSchedule Linear(int steps, double first, double last) => new(Spacing.Between(first, last, steps));

    /// <summary>Betas whose roots rise linearly.</summary>
    public static NoiseSchedule ScaledLinear(int steps, double first, double last) =>
        new([.. Spacing.Between(Math.Sqrt(first), Math.Sqrt(last), steps).Select(root => root * root)]);

    /// <summary>An image share that falls as a squared cosine, no beta above 0.999.</summary>
    public static NoiseSchedule SquaredCosine(int steps) => new([.. Enumerable.Range(0, steps)
        .Select(t => Math.Min(1 - CosineShare((t + 1.0) / steps) / CosineShare((double)t / steps), LargestBeta))]);

    /// <summary>The process seen only at some of its timesteps, with the same noise there.</summary>
    /// <param name="timesteps">Names of steps of this process, in any order; each counts once.</param>
    /// <exception cref="ArgumentException">A timestep is unknown.</exception>
    public NoiseSchedule Respaced(IEnumerable<int> timesteps)
    {
        var known = Timesteps.Index().ToDictionary(step => step.Item, step => step.Index);
        int[] kept = [.. timesteps.Distinct().Order()];
        if (kept.Where(timestep => !known.ContainsKey(timestep)).ToArray() is [var unknown, ..])
        {
            throw new ArgumentException($"Timestep {unknown} is none of the schedule's; use some of its {Steps} timesteps up to {Timesteps[^1]}.", nameof(timesteps));
        }

        var shares = Array.ConvertAll(kept, timestep => AlphasCumprod[known[timestep]]);
        return new([.. shares.Select((share, step) => 1 - share / (step == 0 ? 1 : shares[step - 1]))], kept);
    }

    /// <summary>The image and the noise of one step.</summary>
    internal NoiseLevel Level(int step) => NoiseLevel.OfAlphaCumprod(AlphasCumprod[step]);

    /// <summary>The step whose variance stands for that of a step: step 1 for step 0, whose posterior has none.</summary>
    internal int AboveZero(int step) => Math.Min(Math.Max(step, 1), Steps - 1);

    private static double CosineShare(double time) => Math.Pow(Math.Cos((time + CosineOffset) / (1 + CosineOffset) * Math.PI / 2), 2);

    private static double[] CumulativeProduct(IEnumerable<double> factors)
    {
        var product = 1.0;
        return [.. factors.Select(factor => product *= factor)];
    }

    private double[] Each(Func<int, double> of) => [.. Enumerable.Range(0, Steps).Select(of)];
}
