using AutoProg.Training.Losses;
using AutoProg.Training.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Tests.Losses;

public sealed class TokenLabelCrossEntropyTests
{
    [Fact]
    public void One_hot_labels_give_the_cross_entropy_of_class_and_tokens()
    {
        using var scope = NewDisposeScope();
        var output = new VoloOutput(randn(2, 5), randn(2, 4, 5));
        var labels = tensor(new long[] { 1, 3 });

        var loss = new TokenLabelCrossEntropy(denseWeight: 0.5).Of(output, functional.one_hot(labels, 5).to(float32));

        var ofTokens = functional.cross_entropy(output.OfTokens.view(8, 5), labels.repeat_interleave(4));
        Assert.True(allclose(loss, functional.cross_entropy(output.OfClass, labels) + 0.5 * ofTokens, atol: 1e-6));
    }

    [Fact]
    public void Labels_of_another_grid_are_refused()
    {
        using var scope = NewDisposeScope();
        var output = new VoloOutput(randn(2, 5), randn(2, 4, 5));

        var refused = Assert.Throws<ArgumentException>(() => new TokenLabelCrossEntropy().Of(output, rand(2, 5, 2 + 9)));

        Assert.Contains("9 tokens, the output has 4", refused.Message, StringComparison.Ordinal);
    }
}
