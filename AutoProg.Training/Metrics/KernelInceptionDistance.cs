using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>
/// KID (arXiv 1801.01401): the unbiased squared maximum mean discrepancy of two sets of features under the kernel (x·y/D + 1)³.
/// Lower is better; unlike FID it does not depend on the number of images, and may fall below 0 for equal distributions.
/// </summary>
public static class KernelInceptionDistance
{
    private const int BlockRows = 1024;

    /// <summary>Between features (M, D) and (N, D), whole sets, in float64 and blocks of rows.</summary>
    /// <exception cref="ArgumentException">One of them has fewer than two rows.</exception>
    public static double Between(Tensor a, Tensor b)
    {
        var (m, n) = ((double)a.shape[0], (double)b.shape[0]);
        if (Math.Min(m, n) < 2)
        {
            throw new ArgumentException($"KID needs two or more images of each kind; there are {m} and {n}.");
        }

        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = (a.to(float64), b.to(float64));
        return OtherPairs(x) / (m * (m - 1)) + OtherPairs(y) / (n * (n - 1)) - 2 * Pairs(x, y) / (m * n);
    }

    // Of an image with itself, the kernel says nothing about the distribution.
    private static double OtherPairs(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Pairs(x, x) - Kernel(x.square().sum([1]), x.shape[1]).sum().item<double>();
    }

    private static double Pairs(Tensor x, Tensor y)
    {
        var sum = 0.0;
        foreach (var rows in x.split(BlockRows))                // (R, D) each
        {
            using var scope = NewDisposeScope();
            sum += Kernel(rows.mm(y.T), x.shape[1]).sum().item<double>();
        }

        return sum;
    }

    private static Tensor Kernel(Tensor products, long width) => (products / width + 1).pow(3);
}
