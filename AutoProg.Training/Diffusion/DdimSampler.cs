using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// Takes the estimated image and the estimated noise to the next noise level (DDIM, arXiv 2010.02502). The next level is
/// that of the next visited timestep at every spacing, and the noise is what the clipped estimate leaves.
/// </summary>
/// <param name="schedule">The process of the visited timesteps alone, <see cref="NoiseSchedule.Respaced"/>.</param>
/// <param name="prediction">What the network predicts.</param>
/// <param name="clip">Keeps the pixels of estimates within -1 and 1.</param>
/// <param name="eta">Fresh noise: 0 none, 1 as ancestral steps.</param>
/// <param name="finalAlphaCumprod">The image's share of the variance where sampling ends; 1 is a clean image.</param>
public sealed class DdimSampler(
    NoiseSchedule schedule, PredictionTarget prediction, bool clip = false, double eta = 0, double finalAlphaCumprod = 1) : ISampler
{
    private readonly NoiseLevel[] levels = [.. schedule.AlphasCumprod.Reverse().Append(finalAlphaCumprod).Select(NoiseLevel.OfAlphaCumprod)];
    private readonly CleanEstimate estimate = new(prediction, clip);

    public IReadOnlyList<double> Timesteps { get; } = [.. schedule.Timesteps.Reverse().Select(timestep => (double)timestep)];

    public bool TakesNoise(int step) => Fresh(step) > 0;

    public Tensor AddNoise(Tensor clean, Tensor noise, int step) => levels[step].Noised(clean, noise);

    public Tensor Step(Tensor output, Tensor sample, int step, Tensor? noise)
    {
        using var scope = NewDisposeScope();
        var (level, next, fresh) = (levels[step], levels[step + 1], noise is null ? 0 : Fresh(step));
        var clean = estimate.At(level, output, sample);                                         // (N, C, H, W)
        var kept = (sample - level.Signal * clean) / level.Deviation;                           // (N, C, H, W)
        var moved = next.Signal * clean + Math.Sqrt(next.Deviation * next.Deviation - fresh * fresh) * kept;
        return (noise is null ? moved : moved + fresh * noise).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }

    /// <summary>Deviation of the fresh noise of a step (equation 16).</summary>
    private double Fresh(int step)
    {
        var (level, next) = (levels[step], levels[step + 1]);
        var lost = level.Signal / next.Signal;
        return eta * (next.Deviation / level.Deviation) * Math.Sqrt(1 - lost * lost);
    }
}
