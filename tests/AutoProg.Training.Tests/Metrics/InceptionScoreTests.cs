using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Metrics;

public sealed class InceptionScoreTests
{
    private const double Sure = 1000;

    [Fact]
    public void Sure_of_every_class_equally_often_scores_the_number_of_classes()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(4, InceptionScore.Of(eye(4) * Sure, splits: 1).Mean, 12);
    }

    [Fact]
    public void Knowing_nothing_scores_one()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(1, InceptionScore.Of(ones(20, 4)).Mean, 12);
    }

    [Fact]
    public void Half_sure_images_score_the_exponential_of_their_divergence_from_the_mean()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[,] { { 0.75, 0.25 }, { 0.25, 0.75 } }).log() + 17; // Logits are known up to a sum.
        Assert.Equal(Math.Exp(0.75 * Math.Log(1.5) + 0.25 * Math.Log(0.5)), InceptionScore.Of(logits, splits: 1).Mean, 12);
    }

    [Fact]
    public void Splits_are_scored_on_their_own()
    {
        using var scope = NewDisposeScope();
        var sameThenBoth = tensor(new[,] { { Sure, 0 }, { Sure, 0 }, { Sure, 0 }, { 0, Sure }, { Sure, 0 } });

        var score = InceptionScore.Of(sameThenBoth.narrow(0, 0, 4), splits: 2);

        Assert.Equal(1.5, score.Mean, 12); // 1 and 2.
        Assert.Equal(0.5, score.Deviation, 12);
        // Of five images, two splits take two and three.
        Assert.Equal((1 + Math.Exp(2 / 3.0 * Math.Log(1.5) + Math.Log(3) / 3)) / 2, InceptionScore.Of(sameThenBoth, splits: 2).Mean, 12);
    }

    [Fact]
    public void More_splits_than_images_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => InceptionScore.Of(ones(3, 2)));
    }
}
