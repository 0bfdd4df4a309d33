using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Metrics;

public sealed class PrecisionRecallTests
{
    // With k = 1 the balls of the real images reach 1 far, that of 0.5 reaches 9.5 and covers them all.
    [Fact]
    public void Precision_asks_the_balls_of_real_images_and_recall_those_of_generated_ones() =>
        Assert.Equal(new PrecisionRecall(0.25, 1), Score([0, 1, 2, 3], [0.5, 10, 20, 30], neighbours: 1));

    // The second neighbour of 3 is 1, so its ball reaches from 1 to 5; by its first it would end at 4.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1 / 3.0)]
    public void Balls_reach_to_the_neighbour_of_that_number(int neighbours, double precision) =>
        Assert.Equal(precision, Score([0, 1, 2, 3], [4.5, 50, 90], neighbours).Precision, 12);

    [Fact]
    public void Equal_sets_are_precise_and_complete() =>
        Assert.Equal(new PrecisionRecall(1, 1), Score([0, 1, 3, 7, 9], [9, 7, 3, 1, 0]));

    [Fact]
    public void Blocks_of_rows_make_no_difference()
    {
        var real = Enumerable.Range(0, 4200).Select(k => (double)k).ToArray();
        var generated = real.Select(k => k < 2100 ? k + 0.25 : k + 1e6).ToArray();
        Assert.Equal(new PrecisionRecall(0.5, 2103 / 4200.0), Score(real, generated));
    }

    [Fact]
    public void A_set_without_that_neighbour_is_refused() =>
        Assert.Throws<ArgumentException>(() => Score([0, 1, 2], [0, 1, 2, 3]));

    private static PrecisionRecall Score(double[] real, double[] generated, int neighbours = PrecisionRecall.UsualNeighbours)
    {
        using var scope = NewDisposeScope();
        return PrecisionRecall.Of(tensor(real).unsqueeze(1), tensor(generated).unsqueeze(1), neighbours);
    }
}
