using AutoProg.Training.ZeroShot.Taps;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.ZeroShot;

public sealed class SampleProductsTests
{
    [Theory]
    [InlineData(3, 7, 5, 4)]
    [InlineData(8, 1, 6, 9)]
    [InlineData(2, 2100, 3, 2)]     // Rows of one sample at a time.
    [InlineData(2, 3, 2100, 2100)]  // Outputs in parts.
    public void Both_ways_give_the_products_of_weight_gradients(long samples, long rows, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        var (a, g) = (randn(samples, rows, inputs, float64), randn(samples, rows, outputs, float64));
        var gradients = einsum("nti,nto->nio", a, g).flatten(1);
        var expected = gradients.matmul(gradients.t());
        var size = expected.abs().max().item<double>();

        Assert.InRange((SampleProducts.ByRows(a, g, SampleProducts.Dots) - expected).abs().max().item<double>() / size, 0, 1e-12);
        Assert.InRange((SampleProducts.ByWeights(a, g) - expected).abs().max().item<double>() / size, 0, 1e-12);
    }

    [Theory]
    [InlineData(16, 1, 1152, 6912, true)]       // A modulation of DiT-XL.
    [InlineData(16, 16, 1152, 4608, true)]      // Its MLP at 64 px.
    [InlineData(16, 256, 1152, 4608, false)]    // Its MLP at 256 px.
    public void The_cheaper_way_is_taken(long samples, long rows, long inputs, long outputs, bool byRows) =>
        Assert.Equal(byRows, SampleProducts.RowsAreCheaper(samples, rows, inputs, outputs));
}
