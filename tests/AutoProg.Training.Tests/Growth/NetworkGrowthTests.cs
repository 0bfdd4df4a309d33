using AutoProg.Contracts.Specification;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Growth;
using AutoProg.Training.Loop;
using AutoProg.Training.Models;
using AutoProg.Training.Tests.Loop;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Growth;

/// <summary>Every tensor of a grown network, against the one of the small network that it must be.</summary>
public sealed class NetworkGrowthTests
{
    private static readonly GrowthStage Small = new(0, 16, 2);

    // Where the blocks of a network of 2 come from at other depths.
    private static readonly Dictionary<int, int[]> Sources = new() { [2] = [0, 1], [3] = [0, 1, 1], [4] = [0, 0, 1, 1] };

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Mogrow_starts_all_online_weights_from_the_momentum_network(int depth)
    {
        using var grown = Grow(new MoGrow(), Small with { Depth = depth });

        AssertMapped(grown.Before.Momentum, grown.After.Model, depth);
        AssertMapped(grown.Before.Momentum, grown.After.Momentum, depth);
        AssertMapped(grown.Before.Optimizer, grown.After.Optimizer, depth);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Interpolation_grows_online_weights_from_themselves(int depth)
    {
        using var grown = Grow(new InterpolationGrowth(), Small with { Depth = depth });

        AssertMapped(grown.Before.Model, grown.After.Model, depth);
        AssertMapped(grown.Before.Momentum, grown.After.Momentum, depth);
        AssertMapped(grown.Before.Optimizer, grown.After.Optimizer, depth);
    }

    [Fact]
    public void Stacking_repeats_the_whole_network()
    {
        using var grown = Grow(new StackingGrowth(), Small with { Depth = 4 });

        AssertMapped(grown.Before.Model, grown.After.Model, [0, 1, 0, 1]);
        AssertMapped(grown.Before.Momentum, grown.After.Momentum, [0, 1, 0, 1]);
        AssertMapped(grown.Before.Optimizer, grown.After.Optimizer, [0, 1, 0, 1]);
    }

    [Fact]
    public void Random_growth_leaves_fresh_blocks_between_the_old_ones()
    {
        using var grown = Grow(new RandomGrowth(), Small with { Depth = 4 });
        string[] old = ["blocks.0.", "blocks.2."], fresh = ["blocks.1.", "blocks.3."];

        Assert.All(old.Zip(["blocks.0.", "blocks.1."]), pair => AssertCopied(grown.Before.Model, pair.Second, grown.After.Model, pair.First));
        Assert.All(fresh, block => Assert.All(["attn.qkv.weight", "mlp.fc1.weight"], name =>
        {
            using var scope = NewDisposeScope();
            Assert.InRange(grown.After.Model[block + name].std().item<float>(), 0.015f, 0.025f);
            Assert.True(grown.After.Momentum[block + name].allclose(grown.After.Model[block + name], 0, 0));
            Assert.DoesNotContain($"{block}{name}.exp_avg", grown.After.Optimizer.Keys);
        }));
    }

    [Fact]
    public void Identity_growth_computes_the_same_function()
    {
        using var scope = NewDisposeScope();
        using var small = Trained(TinyRun.Spec);
        using var large = small.GrowTo(Small with { Depth = 4 }, new IdentityGrowth());
        using var interpolated = small.GrowTo(Small with { Depth = 4 }, new InterpolationGrowth());
        var images = randn(8, 1, 16, 16);

        Assert.True(Logits(large.Model, images).allclose(Logits(small.Model, images), 0, 1e-6));
        Assert.True(Logits(large.Momentum(), images).allclose(Logits(small.Momentum(), images), 0, 1e-6));
        Assert.False(Logits(interpolated.Model, images).allclose(Logits(small.Model, images), 0, 1e-3));
    }

    [Fact]
    public void A_sub_network_computes_the_same_skipped_as_taken_out_of_its_supernet()
    {
        using var scope = NewDisposeScope();
        using var supernet = Trained(TinyRun.Spec).GrowTo(Small with { Depth = 4 }, new InterpolationGrowth());
        var images = randn(8, 1, 16, 16);
        Assert.All(new[] { 2, 3, 4 }, depth =>
        {
            var blocks = new SubNetwork([Depths.Skipped(2, 4, depth)]);
            using var taken = supernet.Extract(Small with { Depth = depth }, blocks);
            supernet.Activate(blocks);

            Assert.Equal(depth, ((VisionModel)taken.Model).Depth);
            Assert.True(Logits(supernet.Model, images).allclose(Logits(taken.Model, images), 0, 0));
            Assert.True(Logits(supernet.Momentum(blocks), images).allclose(Logits(taken.Momentum(), images), 0, 0));
        });
    }

    [Fact]
    public void Growth_of_the_resolution_keeps_every_weight()
    {
        using var grown = Grow(new InterpolationGrowth(), Small with { Resolution = 28 });
        using var mogrown = Grow(new MoGrow(), Small with { Resolution = 28 });

        AssertMapped(grown.Before.Model, grown.After.Model, depth: 2);
        AssertMapped(mogrown.Before.Momentum, mogrown.After.Model, depth: 2);
        Assert.All([grown, mogrown], each =>
        {
            AssertMapped(each.Before.Momentum, each.After.Momentum, depth: 2);
            AssertMapped(each.Before.Optimizer, each.After.Optimizer, depth: 2);
        });
    }

    [Fact]
    public void Bf16_networks_grow_their_fp32_masters()
    {
        var spec = TinyRun.Spec with { Optimization = TinyRun.Spec.Optimization with { Precision = Precision.Bf16 } };
        using var grown = Grow(new InterpolationGrowth(), Small with { Depth = 4 }, spec);

        AssertMapped(grown.Before.Model, grown.After.Model, depth: 4);
        Assert.All(grown.After.Model.Values, weights => Assert.Equal(ScalarType.Float32, weights.dtype));
        using var scope = NewDisposeScope();
        Assert.False(grown.After.Model["head.weight"].allclose(grown.After.Model["head.weight"].to(bfloat16).to(float32), 0, 0), "The masters were rounded.");
    }

    [Fact]
    public void A_grown_network_scores_images_of_its_new_size()
    {
        using var scope = NewDisposeScope();
        using var small = Trained(TinyRun.Spec);
        using var large = small.GrowTo(new GrowthStage(0.5, 28, 4), new MoGrow());

        Assert.Equal([3, 10], Logits(large.Model, zeros(3, 1, 28, 28)).shape);
        Assert.True(large.ParameterCount > small.ParameterCount);
        Assert.Equal(small.MomentumUpdates, large.MomentumUpdates);
    }

    private static void AssertCopied(IReadOnlyDictionary<string, Tensor> before, string from, IReadOnlyDictionary<string, Tensor> after, string to)
    {
        using var scope = NewDisposeScope();
        var names = before.Keys.Where(name => name.StartsWith(from, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(after[to + name[from.Length..]].allclose(before[name], 0, 0), $"{to} is not {name}"));
    }

    private static void AssertMapped(IReadOnlyDictionary<string, Tensor> before, IReadOnlyDictionary<string, Tensor> after, int depth) =>
        AssertMapped(before, after, Sources[depth]);

    private static void AssertMapped(IReadOnlyDictionary<string, Tensor> before, IReadOnlyDictionary<string, Tensor> after, int[] sources)
    {
        using var scope = NewDisposeScope();
        var blocks = sources.SelectMany((source, block) => before.Keys
            .Where(name => name.StartsWith($"blocks.{source}.", StringComparison.Ordinal))
            .Select(name => (To: $"blocks.{block}.{name.Split('.', 3)[2]}", From: name)));
        var rest = before.Keys.Where(name => !name.StartsWith("blocks.", StringComparison.Ordinal)).Select(name => (To: name, From: name));
        var expected = blocks.Concat(rest).ToDictionary(pair => pair.To, pair => pair.From);

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(after, pair => Assert.True(pair.Value.allclose(before[expected[pair.Key]], 0, 0), $"{pair.Key} is not {expected[pair.Key]}"));
    }

    private static Grown Grow(IGrowthOperator growth, GrowthStage to, RunSpec? spec = null)
    {
        using var small = Trained(spec ?? TinyRun.Spec);
        using var large = small.GrowTo(to, growth);
        var grown = new Grown(Capture(small), Capture(large));
        Assert.All(["blocks.0.attn.qkv.weight", "blocks.1.mlp.fc1.bias", "head.weight", "pos_embed"],
            name => Assert.False(grown.Before.Model[name].allclose(grown.Before.Momentum[name], 0, 0), $"{name}: online and momentum weights are the same."));
        return grown;
    }

    private static Snapshot Capture(Network network) => network.Capture(new TrainingPosition(0, network.Stage, 0, 0, 0, [], [], null, 1, ""));

    // A few steps, so that blocks, momentum network and moments all differ.
    private static Network Trained(RunSpec spec)
    {
        random.manual_seed(1);
        var network = Network.Create(new NetworkShape(spec, 1, 10, CPU), Small);
        network.MomentumHalfLife = 2;
        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            nn.functional.cross_entropy(Logits(network.Model, randn(8, 1, 16, 16)), arange(8)).backward();
            network.Update(1e-2);
        }

        return network;
    }

    private sealed record Grown(Snapshot Before, Snapshot After) : IDisposable
    {
        public void Dispose()
        {
            Before.Dispose();
            After.Dispose();
        }
    }

    private static Tensor Logits(nn.Module model, Tensor images) => ((VisionModel)model).call(images);
}
