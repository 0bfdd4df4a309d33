using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>The loss of each image, (N), and its terms.</summary>
/// <param name="Loss">What training minimises the mean of.</param>
/// <param name="SquaredError">Mean squared error of the prediction, unweighted.</param>
/// <param name="Bound">The variational bound in bits per pixel and channel that trains a learned variance, or null.</param>
public readonly record struct DiffusionTerms(Tensor Loss, Tensor SquaredError, Tensor? Bound);

/// <summary>
/// The squared error of the prediction, weighted by the step, plus, where the variance is learned, the variational bound,
/// which must not move the mean (arXiv 2102.09672).
/// </summary>
public sealed class DiffusionLoss : IDisposable
{
    private readonly GaussianDiffusion diffusion;
    private readonly StepTable? weights;

    /// <param name="diffusion">The process, which stays the caller's.</param>
    /// <param name="minSnrGamma">Largest signal-to-noise ratio that still weighs fully (arXiv 2303.09556); 0 weighs all steps by 1.</param>
    public DiffusionLoss(GaussianDiffusion diffusion, double minSnrGamma = 0)
    {
        this.diffusion = diffusion;
        if (minSnrGamma > 0)
        {
            weights = new(MinSnr.Weights(diffusion.Schedule, diffusion.Prediction, minSnrGamma), diffusion.Device);
        }
    }

    /// <summary>The loss of a network on clean images (N, C, H, W).</summary>
    /// <param name="steps">(N) int64, indices into the schedule.</param>
    /// <param name="noise">(N, C, H, W) of unit deviation.</param>
    public DiffusionTerms Of(NoisePredictor network, Tensor clean, Tensor steps, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var channels = clean.shape[1];
        var noised = diffusion.Forward.Noised(clean, steps, noise);                             // (N, C, H, W)
        var output = diffusion.Ask(network, noised, steps);                                     // (N, C or 2C, H, W)
        var predicted = output.narrow(1, 0, channels);                                          // (N, C, H, W)
        var target = diffusion.Forward.Target(diffusion.Prediction, clean, steps, noise);
        var error = (target - predicted).square().mean([1, 2, 3]);                              // (N)
        var loss = weights is null ? error.alias() : weights.At(steps).view(-1) * error;
        if (diffusion.Variance != ReverseVariance.LearnedRange)
        {
            return new(loss.MoveToOuterDisposeScope(), error.MoveToOuterDisposeScope(), null);
        }

        var variance = output.narrow(1, channels, output.shape[1] - channels);                  // (N, C, H, W)
        var bound = VariationalBound.At(diffusion, cat([predicted.detach(), variance], 1), clean, noised, steps);
        return new((loss + bound).MoveToOuterDisposeScope(), error.MoveToOuterDisposeScope(), bound.MoveToOuterDisposeScope());
    }

    public void Dispose() => weights?.Dispose();
}
