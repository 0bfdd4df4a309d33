using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>Euler steps in sigma, without fresh noise (arXiv 2206.00364, algorithm 1); its samples are x₀ + sigma · ε.</summary>
public sealed class EulerSampler : ISampler
{
    private readonly NoiseLevel[] levels;                                                       // one more than steps
    private readonly CleanEstimate estimate;

    /// <param name="schedule">The whole process.</param>
    /// <param name="options">Steps, spacing, prediction, clipping, Karras sigmas.</param>
    public EulerSampler(NoiseSchedule schedule, SamplerOptions options)
    {
        var table = new SigmaTable(schedule);
        var timesteps = SpacedTimesteps.Of(options, schedule.Steps);
        var sigmas = Array.ConvertAll(timesteps, table.At);
        if (options.Karras)
        {
            sigmas = SigmaTable.Karras(sigmas[0], sigmas[^1], options.Steps);
            timesteps = Array.ConvertAll(sigmas, table.TimestepOf);
        }

        Timesteps = timesteps;
        Sigmas = [.. sigmas, 0];
        levels = [.. Sigmas.Select(NoiseLevel.OfSigma)];
        estimate = new(options.Prediction, options.Clip);
        // Leading spacing starts below the most noise, where the image is part of the deviation.
        InitialDeviation = options.Spacing == TimestepSpacing.Leading ? 1 / levels[0].Signal : sigmas[0];
    }

    public IReadOnlyList<double> Timesteps { get; }

    /// <summary>Noise relative to the image before each step and, 0, after the last.</summary>
    public IReadOnlyList<double> Sigmas { get; }

    public double InitialDeviation { get; }

    public Tensor ScaleInput(Tensor sample, int step) => sample * levels[step].Signal;

    public Tensor AddNoise(Tensor clean, Tensor noise, int step)
    {
        using var scope = NewDisposeScope();
        return (clean + Sigmas[step] * noise).MoveToOuterDisposeScope();
    }

    public Tensor Step(Tensor output, Tensor sample, int step, Tensor? noise)
    {
        using var scope = NewDisposeScope();
        var clean = estimate.At(levels[step], output, ScaleInput(sample, step));                // (N, C, H, W)
        var kept = Sigmas[step + 1] / Sigmas[step];
        return (kept * sample + (1 - kept) * clean).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }
}
