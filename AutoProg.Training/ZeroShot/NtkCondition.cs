namespace AutoProg.Training.ZeroShot;

/// <summary>Condition number of a neural tangent kernel, at least 1: the lower, the easier the model learns (TE-NAS, arXiv 2102.11535).</summary>
public static class NtkCondition
{
    /// <summary>A share of the mean eigenvalue.</summary>
    public const double DefaultFloor = 1e-6;

    /// <summary>λ_max / λ_min, as the authors take it; the largest finite number where λ_min is not positive.</summary>
    public static double Plain(NtkMatrix kernel) => kernel.Eigenvalues[0] > 0
        ? Math.Min(kernel.Eigenvalues[^1] / kernel.Eigenvalues[0], double.MaxValue)
        : double.MaxValue;

    /// <summary>λ_max / (λ_min + floor · tr(K) / B).</summary>
    /// <param name="floor">0 takes the plain number; 1 adds the mean eigenvalue, so that no kernel exceeds B.</param>
    public static double Regularized(NtkMatrix kernel, double floor = DefaultFloor)
    {
        var smallest = Math.Max(kernel.Eigenvalues[0], 0) + floor * kernel.Trace / kernel.Samples;
        return smallest > 0 ? kernel.Eigenvalues[^1] / smallest : double.MaxValue;
    }

    /// <summary>That of gradients scaled to length 1, which a few large ones cannot decide.</summary>
    public static double OfCosines(NtkMatrix kernel, double floor = DefaultFloor) => Regularized(kernel.Cosines(), floor);
}
