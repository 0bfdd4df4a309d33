using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>Draws every step of the reverse process with fresh noise but the last (DDPM, arXiv 2006.11239).</summary>
/// <param name="schedule">The process of the visited timesteps alone, <see cref="NoiseSchedule.Respaced"/>.</param>
/// <param name="prediction">What the network predicts.</param>
/// <param name="variance">Of the fresh noise.</param>
/// <param name="clip">Keeps the pixels of estimates within -1 and 1.</param>
/// <param name="device">Of the samples.</param>
public sealed class AncestralSampler(
    NoiseSchedule schedule, PredictionTarget prediction, ReverseVariance variance, bool clip = false, Device? device = null) : ISampler
{
    private readonly GaussianDiffusion diffusion = new(schedule, prediction, variance, device);

    public IReadOnlyList<double> Timesteps { get; } = [.. schedule.Timesteps.Reverse().Select(timestep => (double)timestep)];

    public bool TakesNoise(int step) => Index(step) > 0;

    public Tensor AddNoise(Tensor clean, Tensor noise, int step)
    {
        using var scope = NewDisposeScope();
        return diffusion.Forward.Noised(clean, Indices(clean, step), noise).MoveToOuterDisposeScope();
    }

    public Tensor Step(Tensor output, Tensor sample, int step, Tensor? noise)
    {
        using var scope = NewDisposeScope();
        var indices = Indices(sample, step);
        var next = noise is null
            ? diffusion.Reverse(output, sample, indices, clip).Mean
            : diffusion.Denoised(output, sample, indices, noise, clip);
        return next.MoveToOuterDisposeScope();
    }

    public void Dispose() => diffusion.Dispose();

    private int Index(int step) => schedule.Steps - 1 - step;

    private Tensor Indices(Tensor sample, int step) => full(sample.shape[0], Index(step), dtype: int64, device: sample.device);
}
