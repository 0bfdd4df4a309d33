using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Metrics;

public sealed class KernelInceptionDistanceTests
{
    // Pairs within: (0·1 + 1)³ = 1 and (2·3 + 1)³ = 343; across: 1, 1, 27 and 64.
    [Fact]
    public void Pairs_within_the_sets_count_against_pairs_across() =>
        Assert.Equal(1 + 343 - 2 * 93 / 4.0, Distance(new double[,] { { 0 }, { 1 } }, new double[,] { { 2 }, { 3 } }), 12);

    // Pairs within: 1 and 1; across, by dot products of 2, 2, 2 and -2 over two features: 8, 8, 8 and 0.
    [Fact]
    public void Products_are_divided_by_the_number_of_features() =>
        Assert.Equal(1 + 1 - 2 * 24 / 4.0, Distance(new double[,] { { 1, 1 }, { 1, -1 } }, new double[,] { { 2, 0 }, { 0, 2 } }), 12);

    [Fact]
    public void Blocks_of_rows_make_no_difference()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(1500, 3, float64, generator: new Generator(1)), randn(1100, 3, float64, generator: new Generator(2)) + 0.5);
        Tensor Kernel(Tensor x, Tensor y) => (x.mm(y.T) / 3 + 1).pow(3);
        Tensor Within(Tensor x) => (Kernel(x, x).sum() - Kernel(x, x).trace()) / (x.shape[0] * (x.shape[0] - 1));
        var expected = (Within(a) + Within(b) - 2 * Kernel(a, b).mean()).item<double>();

        Assert.True(expected > 0.01);
        Assert.Equal(expected, KernelInceptionDistance.Between(a, b), 10);
    }

    [Fact]
    public void One_image_is_refused() =>
        Assert.Throws<ArgumentException>(() => Distance(new double[,] { { 1 } }, new double[,] { { 2 }, { 3 } }));

    private static double Distance(double[,] a, double[,] b)
    {
        using var scope = NewDisposeScope();
        return KernelInceptionDistance.Between(tensor(a), tensor(b));
    }
}
