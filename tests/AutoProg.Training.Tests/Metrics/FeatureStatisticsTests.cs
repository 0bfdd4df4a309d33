using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Metrics;

public sealed class FeatureStatisticsTests
{
    private static readonly double[,] Three = { { 1, 2 }, { 3, 6 }, { 5, 4 } };

    [Theory]
    [InlineData(0)]
    [InlineData(1e9)]
    public void Mean_and_unbiased_covariance_are_exact_wherever_the_features_lie(double offset)
    {
        using var scope = NewDisposeScope();
        using var statistics = FeatureStatistics.Of(tensor(Three) + offset);

        Assert.Equal([offset + 3, offset + 4], statistics.Mean.data<double>().ToArray());
        Assert.Equal([4, 2, 2, 4], statistics.Covariance().data<double>().ToArray());
    }

    [Fact]
    public void Batches_of_any_size_give_what_all_features_give_at_once()
    {
        using var scope = NewDisposeScope();
        var features = randn(50, 7, generator: new Generator(3)) * 3 + 5;
        using var whole = FeatureStatistics.Of(features);
        using var parts = new FeatureStatistics(7);
        foreach (var batch in features.split([1L, 2, 17, 30]))
        {
            parts.Add(batch);
        }

        Assert.Equal(50, parts.Count);
        Assert.True(allclose(whole.Mean, parts.Mean, rtol: 1e-12));
        Assert.True(allclose(whole.Covariance(), parts.Covariance(), rtol: 1e-12));
        Assert.True(allclose(whole.Covariance(), cov(features.to(float64).T), rtol: 1e-12));
    }

    [Fact]
    public void One_image_has_no_covariance()
    {
        using var scope = NewDisposeScope();
        using var statistics = FeatureStatistics.Of(ones(1, 2));
        Assert.Throws<InvalidOperationException>(() => statistics.Covariance());
    }
}
