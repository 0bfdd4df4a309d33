using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>One term of the variational bound on the likelihood of images with 256 grey levels (arXiv 2006.11239, sections 3.1 to 3.3).</summary>
internal static class VariationalBound
{
    // Grey levels lie 2/255 apart from -1 to 1; the outermost ones reach to infinity.
    private const double HalfLevel = 1.0 / 255, Outermost = 0.999;
    private const double LeastProbability = 1e-12;

    /// <summary>Bits per pixel and channel, (N): at step 0 for the grey levels, elsewhere by which p and q diverge.</summary>
    public static Tensor At(GaussianDiffusion diffusion, Tensor output, Tensor clean, Tensor noised, Tensor steps)
    {
        using var scope = NewDisposeScope();
        var reverse = diffusion.Reverse(output, noised, steps);
        var divergence = Divergence(diffusion.Forward.Posterior(clean, noised, steps), reverse);        // (N, C, H, W)
        var nats = where(steps.eq(0).view(-1, 1, 1, 1), -LogLikelihood(clean, reverse), divergence);
        return (nats.mean([1, 2, 3]) / Math.Log(2)).MoveToOuterDisposeScope();
    }

    /// <summary>The Kullback-Leibler divergence from one to the other in nats, per pixel.</summary>
    private static Tensor Divergence(Gaussian from, Gaussian to)
    {
        var (ratio, distance) = (from.LogVariance - to.LogVariance, from.Mean - to.Mean);
        return 0.5 * (ratio.exp() - ratio - 1 + distance.square() * (-to.LogVariance).exp());
    }

    /// <summary>Log probability of each pixel's grey level.</summary>
    private static Tensor LogLikelihood(Tensor clean, Gaussian decoder)
    {
        var (distance, precision) = (clean - decoder.Mean, (-0.5 * decoder.LogVariance).exp());
        var below = Cumulative(precision * (distance - HalfLevel));
        var upTo = Cumulative(precision * (distance + HalfLevel));
        var probability = where(clean < -Outermost, upTo, where(clean > Outermost, 1 - below, upTo - below));
        return probability.clamp(min: LeastProbability).log();
    }

    // The error function's tanh approximation, so that the numbers are those of the published models.
    private static Tensor Cumulative(Tensor x) => 0.5 * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))).tanh());
}
