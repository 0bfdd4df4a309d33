using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>
/// Improved precision and recall (arXiv 1904.06991), 0 to 1 each. A set of images is known by balls: around each, as far as
/// its k-th nearest neighbour in the same set.
/// </summary>
/// <param name="Precision">Fraction of generated images inside the balls of real ones: how true they are.</param>
/// <param name="Recall">Fraction of real images inside the balls of generated ones: how much of the variety is there.</param>
public readonly record struct PrecisionRecall(double Precision, double Recall)
{
    public const int UsualNeighbours = 3;
    private const long BlockElements = 1 << 24;

    /// <summary>Of features (M, D) and (N, D), in float64 and blocks of rows.</summary>
    /// <param name="neighbours">k, from 1.</param>
    /// <exception cref="ArgumentException">One set has no k-th neighbour.</exception>
    public static PrecisionRecall Of(Tensor real, Tensor generated, int neighbours = UsualNeighbours)
    {
        var fewest = Math.Min(real.shape[0], generated.shape[0]);
        if (neighbours < 1 || neighbours >= fewest)
        {
            throw new ArgumentException($"With {fewest} images of a kind there is no neighbour {neighbours}; use 1 to {fewest - 1}.");
        }

        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = (real.to(float64), generated.to(float64));
        return new PrecisionRecall(Covered(y, x, Radii(x, neighbours)), Covered(x, y, Radii(y, neighbours)));
    }

    // An image is its own nearest, so its k-th neighbour is at the smallest distance but k.
    private static Tensor Radii(Tensor set, int neighbours) =>
        OfRows(set, set, distances => distances.kthvalue(neighbours + 1, 1).values);        // (M)

    private static double Covered(Tensor points, Tensor centres, Tensor radii) =>
        OfRows(points, centres, distances => distances.le(radii).any(1)).to(float64).mean().item<double>();

    private static Tensor OfRows(Tensor points, Tensor others, Func<Tensor, Tensor> read)
    {
        using var scope = NewDisposeScope();
        var rows = points.split(Math.Max(1, BlockElements / others.shape[0]));              // (R, D) each
        return cat([.. rows.Select(Read)]).MoveToOuterDisposeScope();                       // (N)

        Tensor Read(Tensor block)
        {
            using var inner = NewDisposeScope();
            return read(cdist(block, others)).MoveToOuterDisposeScope();                    // (R), of (R, M)
        }
    }
}
