using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// The process that turns images into noise, q (arXiv 2006.11239), on one device. Images are (N, C, H, W), steps (N) int64:
/// indices into the schedule, 0 for the least noised.
/// </summary>
public sealed class ForwardProcess(NoiseSchedule schedule, Device device) : IDisposable
{
    private readonly StepTable signal = new(schedule.SqrtAlphasCumprod, device);
    private readonly StepTable deviation = new(schedule.SqrtOneMinusAlphasCumprod, device);
    private readonly StepTable meanOfClean = new(schedule.PosteriorMeanOfClean, device);
    private readonly StepTable meanOfNoised = new(schedule.PosteriorMeanOfNoised, device);
    private readonly StepTable posteriorLogVariance = new(schedule.PosteriorLogVarianceClipped, device);

    /// <summary>Clean images with that noise of unit deviation on them at their steps, (N, C, H, W): a draw of q(x at t | x₀).</summary>
    public Tensor Noised(Tensor clean, Tensor steps, Tensor noise)
    {
        using var scope = NewDisposeScope();
        return (signal.At(steps) * clean + deviation.At(steps) * noise).MoveToOuterDisposeScope();
    }

    /// <summary>q(x at t-1 | x at t, x₀); at step 0 with the log variance of step 1.</summary>
    public Gaussian Posterior(Tensor clean, Tensor noised, Tensor steps)
    {
        using var scope = NewDisposeScope();
        var mean = meanOfClean.At(steps) * clean + meanOfNoised.At(steps) * noised;             // (N, C, H, W)
        return new Gaussian(mean, posteriorLogVariance.At(steps)).MoveToOuterDisposeScope();
    }

    /// <summary>What a network that predicts without error says, (N, C, H, W).</summary>
    public Tensor Target(PredictionTarget prediction, Tensor clean, Tensor steps, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var target = prediction switch
        {
            PredictionTarget.Epsilon => noise.alias(),
            PredictionTarget.V => signal.At(steps) * noise - deviation.At(steps) * clean,
            _ => throw new ArgumentOutOfRangeException(nameof(prediction), prediction, "Unknown prediction target."),
        };
        return target.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        signal.Dispose();
        deviation.Dispose();
        meanOfClean.Dispose();
        meanOfNoised.Dispose();
        posteriorLogVariance.Dispose();
    }
}
