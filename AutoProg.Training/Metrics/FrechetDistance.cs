using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>
/// FID (arXiv 1706.08500): the squared 2-Wasserstein distance of two normal distributions, 0 for equal ones. Lower is better.
/// It falls with the number of images, so only scores of equal numbers compare.
/// </summary>
public static class FrechetDistance
{
    public static double Between(FeatureStatistics a, FeatureStatistics b)
    {
        using var scope = NewDisposeScope();
        return Between(a.Mean, a.Covariance(), b.Mean, b.Covariance());
    }

    /// <summary>|μa - μb|² + tr(A + B - 2 (A B)^½), in float64.</summary>
    /// <param name="meanA">μa, (D).</param>
    /// <param name="covarianceA">A, (D, D); it may be singular.</param>
    /// <param name="meanB">μb, (D).</param>
    /// <param name="covarianceB">B, (D, D); it may be singular.</param>
    public static double Between(Tensor meanA, Tensor covarianceA, Tensor meanB, Tensor covarianceB)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var shift = meanA - meanB;
        var distance = shift.dot(shift) + covarianceA.trace() + covarianceB.trace() - 2 * RootTrace(covarianceA, covarianceB);
        return Math.Max(0, distance.item<double>()); // Rounding may take it a little below.
    }

    // A B is not symmetric, but A^½ B A^½ is, and has the same eigenvalues.
    private static Tensor RootTrace(Tensor a, Tensor b)
    {
        var root = Root(a);
        return Roots(linalg.eigvalsh(root.mm(b).mm(root))).sum();
    }

    private static Tensor Root(Tensor covariance)
    {
        var (values, vectors) = linalg.eigh(covariance);    // (D), (D, D)
        return (vectors * Roots(values)).mm(vectors.T);     // (D, D)
    }

    // Eigenvalues that are 0 come out as tiny numbers of either sign.
    private static Tensor Roots(Tensor eigenvalues) => eigenvalues.clamp_min(0).sqrt();
}
