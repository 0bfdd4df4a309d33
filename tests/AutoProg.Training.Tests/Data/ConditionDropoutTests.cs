using AutoProg.Training.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data;

public sealed class ConditionDropoutTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.1, 0.08, 0.12)]
    [InlineData(1, 1, 1)]
    public void So_many_samples_lose_their_condition(double share, double least, double most)
    {
        using var scope = NewDisposeScope();
        var dropped = ConditionDropout.Draw(seed: 3, step: 5, samples: 5_000, share, CPU);
        Assert.InRange(dropped.to(float64).mean().item<double>(), least, most);
    }

    [Fact]
    public void Seed_and_step_decide_which()
    {
        using var scope = NewDisposeScope();
        Tensor Draw(int seed, int step) => ConditionDropout.Draw(seed, step, 64, 0.5, CPU);

        Assert.True(Draw(1, 2).Equals(Draw(1, 2)));
        Assert.False(Draw(1, 2).Equals(Draw(1, 3)));
        Assert.False(Draw(1, 2).Equals(Draw(2, 2)));
    }
}
