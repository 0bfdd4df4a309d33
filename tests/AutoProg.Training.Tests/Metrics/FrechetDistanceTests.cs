using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Metrics;

public sealed class FrechetDistanceTests
{
    [Fact]
    public void Independent_features_add_up_the_distances_of_means_and_deviations() =>
        Assert.Equal(9 + 16 + 1 + 1, Distance([0, 0], new double[,] { { 1, 0 }, { 0, 4 } }, [3, 4], new double[,] { { 4, 0 }, { 0, 9 } }), 12);

    // Of a 2 x 2 matrix with trace t and determinant d, the root has the trace √(t + 2√d).
    [Fact]
    public void Covariances_need_not_commute() =>
        Assert.Equal(4 + 5 - 2 * Math.Sqrt(10 + 2 * Math.Sqrt(12)), Distance([1, 1], new double[,] { { 2, 1 }, { 1, 2 } }, [1, 1], new double[,] { { 1, 0 }, { 0, 4 } }), 12);

    [Fact]
    public void Covariances_may_be_singular() =>
        Assert.Equal(2, Distance([0, 0], new double[,] { { 1, 0 }, { 0, 0 } }, [0, 0], new double[,] { { 0, 0 }, { 0, 1 } }), 12);

    [Fact]
    public void A_set_has_no_distance_from_itself()
    {
        using var scope = NewDisposeScope();
        using var statistics = FeatureStatistics.Of(randn(40, 8, float64, generator: new Generator(5)));
        Assert.InRange(FrechetDistance.Between(statistics, statistics), 0, 1e-12);
    }

    private static double Distance(double[] meanA, double[,] covarianceA, double[] meanB, double[,] covarianceB)
    {
        using var scope = NewDisposeScope();
        return FrechetDistance.Between(tensor(meanA), tensor(covarianceA), tensor(meanB), tensor(covarianceB));
    }
}
