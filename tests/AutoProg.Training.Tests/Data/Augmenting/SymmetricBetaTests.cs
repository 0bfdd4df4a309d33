using AutoProg.Training.Data;
using AutoProg.Training.Data.Augmenting;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class SymmetricBetaTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(5)]
    public void Moments_are_those_of_the_distribution(double alpha)
    {
        var draws = Draws(alpha, 40_000);
        var variance = 1 / (4 * (2 * alpha + 1));
        var fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
        Assert.Equal(0.5, draws.Average(), 5 * Math.Sqrt(variance / draws.Length));
        Assert.Equal(variance, draws.Average(draw => Math.Pow(draw - 0.5, 2)), 5 * Math.Sqrt((fourth - variance * variance) / draws.Length));
        Assert.Equal(fourth, draws.Average(draw => Math.Pow(draw - 0.5, 4)), 0.06 * fourth);
    }

    [Fact]
    public void A_tiny_alpha_takes_one_side_or_the_other()
    {
        var draws = Draws(1e-6, 1_000);
        Assert.All(draws, draw => Assert.True(draw is < 1e-6 or > 1 - 1e-6, $"{draw}"));
        Assert.InRange(draws.Average(), 0.42, 0.58);
    }

    private static double[] Draws(double alpha, int count)
    {
        var random = new CounterRandom(7, RandomPurpose.Mix, 0);
        var draws = new double[count];
        for (var k = 0; k < count; k++)
        {
            draws[k] = SymmetricBeta.Draw(ref random, alpha);
        }

        return draws;
    }
}
