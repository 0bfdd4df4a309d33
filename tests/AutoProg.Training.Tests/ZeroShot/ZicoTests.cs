using AutoProg.Training.Models;
using AutoProg.Training.ZeroShot;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.ZeroShot;

public sealed class ZicoTests
{
    [Fact]
    public void The_sum_is_mean_size_over_population_spread_without_entries_that_never_vary()
    {
        using var scope = NewDisposeScope();
        using var zico = new Zico(nn.Identity());
        // Entries: 1, -3, 5 (sizes 3, variance 32/3); 2, 2, 2 (none); 0, 0, 6 (size 2, variance 8).
        zico.Add("a", tensor(new[] { 1f, 2, 0 }));
        zico.Add("a", tensor(new[] { -3f, 2, 0 }));
        zico.Add("a", tensor(new[] { 5f, 2, 6 }));

        var sum = 3 / Math.Sqrt(32 / 3.0) + 2 / Math.Sqrt(8);
        Assert.Equal(Math.Log(sum), zico.Scores().Sums.ByWeight["a"], 1e-6);
        Assert.Equal(Math.Log(sum / 2), zico.Scores().Means.ByWeight["a"], 1e-6);
    }

    [Fact]
    public void Streaming_equals_two_passes_over_all_batches()
    {
        using var scope = NewDisposeScope();
        using var zico = new Zico(nn.Identity());
        var gradients = randn(Zico.DefaultBatches, 40, 30) * 1e-3 + 0.01;
        foreach (var batch in gradients.unbind(0))
        {
            zico.Add("a", batch);
        }

        var all = gradients.to(float64);
        var expected = (all.abs().mean([0]) / all.std([0], unbiased: false)).sum().log().item<double>();
        Assert.Equal(expected, zico.Scores().Sums.Total, 1e-4);
    }

    [Fact]
    public void Linear_layers_and_convolutions_count_by_their_gradients_at_hand()
    {
        using var scope = NewDisposeScope();
        using var net = new TappedNet(seed: 4);
        using var zico = new Zico(net);
        for (var batch = 0; batch < 3; batch++)
        {
            net.zero_grad();
            net.call(randn(5, 3, 8, 8, float64)).square().mean().backward();
            zico.AddBatch();
        }

        var scores = zico.Scores();

        Assert.Equal(["blocks.0.weight", "blocks.1.weight", "head.weight", "stem.weight"], scores.Sums.ByWeight.Keys.Order());
        var first = new TrainableSet(TappedNet.Units, new HashSet<int> { 0 });
        Assert.Equal(scores.Sums.Total - scores.Sums.ByWeight["blocks.1.weight"], scores.Sums.Over(first), 1e-9);
        Assert.True(scores.Means.MeanOver(first) < scores.Sums.MeanOver(first));
    }

    [Fact]
    public void One_batch_and_uneven_layers_are_refused()
    {
        using var scope = NewDisposeScope();
        using var zico = new Zico(nn.Identity());
        zico.Add("a", ones(2));
        Assert.Contains("1 batches", Assert.Throws<InvalidOperationException>(() => zico.Scores()).Message);
        zico.Add("a", zeros(2));
        zico.Add("b", zeros(2));
        Assert.Contains("'b'", Assert.Throws<InvalidOperationException>(() => zico.Scores()).Message);
    }

    [Fact]
    public void Every_tensor_is_given_back()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        using (var zico = new Zico(nn.Identity()))
        {
            zico.Add("a", ones(2));
            zico.Add("a", zeros(2));
            zico.Scores();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
