using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>
/// The inception score (arXiv 1606.03498): exp of the mean divergence KL(p(y|x) ‖ p(y)), from 1 to the number of classes.
/// Higher means images that are clear one by one and varied together.
/// </summary>
/// <param name="Mean">Over the splits.</param>
/// <param name="Deviation">Standard deviation over the splits, divided by their number; 0 for one split.</param>
public readonly record struct InceptionScore(double Mean, double Deviation)
{
    public const int UsualSplits = 10;

    /// <summary>Of logits (N, classes), in float64.</summary>
    /// <param name="splits">Consecutive parts that are scored on their own; 1 scores all images together.</param>
    /// <exception cref="ArgumentException">There are fewer images than splits.</exception>
    public static InceptionScore Of(Tensor logits, int splits = UsualSplits)
    {
        var n = logits.shape[0];
        if (splits < 1 || n < splits)
        {
            throw new ArgumentException($"{n} images cannot be scored in {splits} splits; use 1 to {n}.");
        }

        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var log = logits.to(float64).log_softmax(1);                                                        // (N, K)
        var scores = Enumerable.Range(0, splits)
            .Select(k => OfPart(log.narrow(0, k * n / splits, (k + 1) * n / splits - k * n / splits)))
            .ToArray();
        var mean = scores.Average();
        return new InceptionScore(mean, Math.Sqrt(scores.Average(score => (score - mean) * (score - mean))));
    }

    private static double OfPart(Tensor log)                                                                // (R, K)
    {
        using var scope = NewDisposeScope();
        var logMean = log.logsumexp(0) - Math.Log(log.shape[0]);                                            // (K)
        return Math.Exp((log.exp() * (log - logMean)).sum([1]).mean().item<double>());
    }
}
