using AutoProg.Contracts.Specification;
using AutoProg.Training.Optimization;

namespace AutoProg.Training.Tests.Optimization;

public sealed class LearningRateTests
{
    private static readonly OptimizationSpec Spec = new() { Epochs = 10, LearningRate = 1, MinLearningRate = 0.1, WarmupEpochs = 2, WarmupLearningRate = 0.01 };

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(1, 0.505)]
    [InlineData(5, 0.55)]
    [InlineData(10, 0.1)]
    [InlineData(12, 0.1)]
    public void Rates_rise_linearly_and_fall_by_a_cosine(double epoch, double expected) =>
        Assert.Equal(expected, LearningRate.Of(Spec).At(epoch), 1e-12);

    [Fact]
    public void Without_warm_up_the_first_step_takes_the_peak() =>
        Assert.Equal(1, LearningRate.Of(Spec with { WarmupEpochs = 0 }).At(0), 1e-12);
}
