using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// The process that turns noise into images, p (arXiv 2006.11239, 2102.09672), on the device of the network. Images are
/// (N, C, H, W), steps (N) int64: indices into the schedule, 0 for the least noised.
/// </summary>
public sealed class GaussianDiffusion : IDisposable
{
    private readonly Tensor timesteps;                                                          // (steps)
    private readonly StepTable cleanOfNoised, cleanOfOutput, leastLogVariance, mostLogVariance;

    /// <param name="schedule">The noise of each step.</param>
    /// <param name="prediction">What the network predicts.</param>
    /// <param name="variance">Where the variance of a denoising step comes from.</param>
    /// <param name="device">Of the network; null is the CPU.</param>
    public GaussianDiffusion(NoiseSchedule schedule, PredictionTarget prediction, ReverseVariance variance, Device? device = null)
    {
        device ??= CPU;
        (Schedule, Prediction, Variance, Device) = (schedule, prediction, variance, device);
        Forward = new ForwardProcess(schedule, device);
        timesteps = tensor(schedule.Timesteps.Select(timestep => (long)timestep).ToArray(), device: device).DetachFromDisposeScope();
        var clean = Enumerable.Range(0, schedule.Steps).Select(step => schedule.Level(step).CleanWeights(prediction)).ToArray();
        cleanOfNoised = new(clean.Select(weight => weight.OfNoised), device);
        cleanOfOutput = new(clean.Select(weight => weight.OfOutput), device);
        leastLogVariance = new(schedule.PosteriorLogVarianceClipped, device);
        mostLogVariance = new(MostLogVariance(schedule, variance), device);
    }

    public NoiseSchedule Schedule { get; }

    public PredictionTarget Prediction { get; }

    public ReverseVariance Variance { get; }

    public ForwardProcess Forward { get; }

    internal Device Device { get; }

    /// <summary>The network's output in fp32, asked by its own names of the steps.</summary>
    public Tensor Ask(NoisePredictor network, Tensor noised, Tensor steps)
    {
        using var scope = NewDisposeScope();
        return network(noised, timesteps.index_select(0, steps)).to(float32).MoveToOuterDisposeScope();
    }

    /// <summary>The clean images (N, C, H, W) that the network's output means.</summary>
    /// <param name="output">(N, C, H, W), or (N, 2C, H, W) with the variance in the second half.</param>
    /// <param name="clip">Keeps pixels within -1 and 1.</param>
    public Tensor Clean(Tensor output, Tensor noised, Tensor steps, bool clip = false)
    {
        using var scope = NewDisposeScope();
        var predicted = output.narrow(1, 0, noised.shape[1]);                                   // (N, C, H, W)
        var clean = cleanOfNoised.At(steps) * noised + cleanOfOutput.At(steps) * predicted;
        return (clip ? clean.clamp(-1, 1) : clean).MoveToOuterDisposeScope();
    }

    /// <summary>p(x at t-1 | x at t).</summary>
    /// <param name="output">(N, C, H, W); (N, 2C, H, W) where the variance is learned.</param>
    /// <param name="clip">Keeps the pixels of the clean images within -1 and 1.</param>
    /// <exception cref="ArgumentException">The variance is learned, and the output has no channels for it.</exception>
    public Gaussian Reverse(Tensor output, Tensor noised, Tensor steps, bool clip = false)
    {
        using var scope = NewDisposeScope();
        var mean = Forward.Posterior(Clean(output, noised, steps, clip), noised, steps).Mean;   // (N, C, H, W)
        return new Gaussian(mean, LogVariance(output, noised, steps)).MoveToOuterDisposeScope();
    }

    /// <summary>A draw of p(x at t-1 | x at t), (N, C, H, W): the mean plus noise of unit deviation, none at step 0.</summary>
    public Tensor Denoised(Tensor output, Tensor noised, Tensor steps, Tensor noise, bool clip = false)
    {
        using var scope = NewDisposeScope();
        var reverse = Reverse(output, noised, steps, clip);
        var isNoised = steps.ne(0).to(float32).view(-1, 1, 1, 1);                               // (N, 1, 1, 1)
        return (reverse.Mean + isNoised * (0.5 * reverse.LogVariance).exp() * noise).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Forward.Dispose();
        timesteps.Dispose();
        cleanOfNoised.Dispose();
        cleanOfOutput.Dispose();
        leastLogVariance.Dispose();
        mostLogVariance.Dispose();
    }

    private static IEnumerable<double> MostLogVariance(NoiseSchedule schedule, ReverseVariance variance) => variance switch
    {
        ReverseVariance.LearnedRange => schedule.Betas.Select(beta => Math.Log(beta)),
        // Step 0 takes the posterior's: beta would make grey levels needlessly unlikely.
        ReverseVariance.FixedLarge => schedule.Betas.Select((beta, step) => step == 0 ? schedule.PosteriorLogVarianceClipped[0] : Math.Log(beta)),
        ReverseVariance.FixedSmall => schedule.PosteriorLogVarianceClipped,
        _ => throw new ArgumentOutOfRangeException(nameof(variance), variance, "Unknown variance."),
    };

    private Tensor LogVariance(Tensor output, Tensor noised, Tensor steps)
    {
        var channels = noised.shape[1];
        if (Variance != ReverseVariance.LearnedRange)
        {
            return mostLogVariance.At(steps);                                                   // (N, 1, 1, 1)
        }

        if (output.shape[1] != 2 * channels)
        {
            throw new ArgumentException($"The network gives {output.shape[1]} channels for images of {channels}; a learned variance takes twice as many, so choose a fixed one.", nameof(output));
        }

        var share = (output.narrow(1, channels, channels) + 1) / 2;                             // (N, C, H, W)
        return share * mostLogVariance.At(steps) + (1 - share) * leastLogVariance.At(steps);
    }
}
