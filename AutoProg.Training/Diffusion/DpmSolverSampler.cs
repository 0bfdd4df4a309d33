using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// DPM-Solver++ of second order by the midpoint and the step before (arXiv 2211.01095, algorithm 2); its first and its last
/// step are of first order, and it ends at a clean image.
/// </summary>
public sealed class DpmSolverSampler : ISampler
{
    private readonly NoiseLevel[] levels;                                                       // one more than steps
    private readonly CleanEstimate estimate;
    private (int Step, Tensor Clean)? before;                                                   // the last estimate, (N, C, H, W)

    /// <param name="schedule">The whole process.</param>
    /// <param name="options">Steps, spacing, prediction, clipping, Karras sigmas.</param>
    public DpmSolverSampler(NoiseSchedule schedule, SamplerOptions options)
    {
        var table = new SigmaTable(schedule);
        Sigmas = options.Karras
            ? [.. SigmaTable.Karras(table.Largest, table.Smallest, options.Steps), 0]
            : [.. SpacedTimesteps.Whole(options, schedule.Steps, endsBeforeLast: true).Select(timestep => table.At(timestep)), 0];
        Timesteps = options.Karras
            ? [.. Sigmas.SkipLast(1).Select(sigma => Math.Round(table.TimestepOf(sigma)))]
            : [.. SpacedTimesteps.Whole(options, schedule.Steps, endsBeforeLast: true)];
        levels = [.. Sigmas.Select(NoiseLevel.OfSigma)];
        estimate = new(options.Prediction, options.Clip);
    }

    public IReadOnlyList<double> Timesteps { get; }

    /// <summary>Noise relative to the image before each step and, 0, after the last.</summary>
    public IReadOnlyList<double> Sigmas { get; }

    public Tensor AddNoise(Tensor clean, Tensor noise, int step) => levels[step].Noised(clean, noise);

    public Tensor Step(Tensor output, Tensor sample, int step, Tensor? noise)
    {
        using var scope = NewDisposeScope();
        var (level, next) = (levels[step], levels[step + 1]);
        var clean = estimate.At(level, output, sample);                                         // (N, C, H, W)
        var length = next.Lambda - level.Lambda;
        var towards = before is var (last, estimated) && last == step - 1 && next.Deviation > 0
            ? clean + length / (2 * (level.Lambda - levels[last].Lambda)) * (clean - estimated) // (N, C, H, W)
            : clean;
        Remember(step, clean);
        var moved = next.Deviation / level.Deviation * sample + next.Signal * (1 - Math.Exp(-length)) * towards;
        return moved.MoveToOuterDisposeScope();
    }

    public void Dispose() => before?.Clean.Dispose();

    private void Remember(int step, Tensor clean)
    {
        before?.Clean.Dispose();
        before = (step, clean.DetachFromDisposeScope());
    }
}
