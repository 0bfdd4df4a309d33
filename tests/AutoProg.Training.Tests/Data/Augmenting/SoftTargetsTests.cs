using AutoProg.Training.Data.Augmenting;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class SoftTargetsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Targets_are_those_worked_out_by_hand()
    {
        // On 0.925, off 0.025; 0.7 · 0.925 + 0.3 · 0.025 = 0.655, 0.3 · 0.925 + 0.7 · 0.025 = 0.295.
        var expected = tensor(new[] { 0.655f, 0.025f, 0.295f, 0.025f, 0.295f, 0.025f, 0.655f, 0.025f }, 2, 4);
        Pixels.AssertEqual(expected, SoftTargets.Of(tensor(new long[] { 0, 2 }), classes: 4, kept: 0.7, smoothing: 0.1), within: 1e-6f);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.3, 0)]
    [InlineData(0.3, 0.1)]
    [InlineData(0, 0.9)]
    public void Rows_sum_to_1(double kept, double smoothing)
    {
        var sums = SoftTargets.Of(tensor(new long[] { 0, 3, 3, 6, 1 }), classes: 7, kept, smoothing).sum(1);
        Assert.InRange((sums - 1).abs().max().item<float>(), 0, 1e-6f);
    }

    [Fact]
    public void Unmixed_targets_give_the_loss_of_smoothed_labels()
    {
        manual_seed(3);
        var (logits, labels) = (randn(5, 7), tensor(new long[] { 0, 3, 3, 6, 1 }));
        var expected = nn.functional.cross_entropy(logits, labels, label_smoothing: 0.1).item<float>();
        var found = nn.functional.cross_entropy(logits, SoftTargets.Of(labels, classes: 7, kept: 1, smoothing: 0.1)).item<float>();
        Assert.Equal(expected, found, 1e-6f);
    }

    [Fact]
    public void The_loss_of_mixed_targets_is_the_mix_of_the_losses()
    {
        manual_seed(3);
        var (logits, labels) = (randn(4, 7), tensor(new long[] { 0, 3, 6, 1 }));
        var own = nn.functional.cross_entropy(logits, labels, label_smoothing: 0.1).item<float>();
        var other = nn.functional.cross_entropy(logits, labels.flip(0), label_smoothing: 0.1).item<float>();
        var found = nn.functional.cross_entropy(logits, SoftTargets.Of(labels, classes: 7, kept: 0.7, smoothing: 0.1)).item<float>();
        Assert.Equal(0.7f * own + 0.3f * other, found, 1e-5f);
    }

    public void Dispose() => scope.Dispose();
}
