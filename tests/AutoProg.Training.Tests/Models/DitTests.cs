using System.Runtime.InteropServices;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Tests.Models;

public sealed class DitTests
{
    private const int Classes = 5;

    private static readonly ModelSpec Tiny = new()
    {
        Family = ModelFamily.Dit,
        Resolution = 8,
        PatchSize = 2,
        Width = 16,
        Depth = 3,
        Heads = 2,
        Dit = new() { Channels = 2, LatentFactor = 1 },
    };

    [Fact]
    public void A_fresh_model_predicts_nothing_of_any_size()
    {
        using var scope = NewDisposeScope();
        using var model = new Dit(Tiny, Classes);

        var predicted = model.Predict(randn(2, 2, 6, 12), Steps(2), Labels(2));

        Assert.Equal([2, 4, 6, 12], predicted.shape);
        Assert.Equal(0, predicted.abs().max().item<float>());
    }

    [Fact]
    public void A_model_without_learned_variance_predicts_the_noise_alone()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny with { Dit = Tiny.Dit with { LearnSigma = false } });
        Assert.Equal([2, 2, 8, 8], model.Predict(randn(2, 2, 8, 8), Steps(2), Labels(2)).shape);
    }

    [Fact]
    public void Stage_vectors_change_nothing_at_first()
    {
        using var scope = NewDisposeScope();
        using var without = Create(Tiny);
        using var with = new Dit(Tiny with { Dit = Tiny.Dit with { Stages = 4 } }, Classes);
        var weights = without.state_dict();
        weights["s_embedder.embedding_table.weight"] = with.state_dict()["s_embedder.embedding_table.weight"];
        Assert.Equal([5, 16], weights["s_embedder.embedding_table.weight"].shape);
        with.CopyWeights(weights);
        var (noised, steps) = (randn(5, 2, 8, 8), Steps(5));

        var expected = without.Predict(noised, steps, Labels(5));
        var actual = with.Predict(noised, steps, Labels(5) with { Stages = arange(5, int64) });

        Assert.True(expected.Equals(actual));
        Assert.NotEqual(0, expected.abs().max().item<float>());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.02, 0.02)]
    public void Stage_vectors_start_with_the_deviation_that_is_asked_for(double asked, double expected)
    {
        using var scope = NewDisposeScope();
        using var model = new Dit(Tiny with { Width = 64, Dit = Tiny.Dit with { Stages = 4, StageDeviation = asked } }, Classes);
        Assert.Equal(expected, model.state_dict()["s_embedder.embedding_table.weight"].std().item<float>(), tolerance: 0.003);
    }

    [Fact]
    public void A_frozen_prefix_changes_neither_the_prediction_nor_the_gradients_above_it()
    {
        using var scope = NewDisposeScope();
        using var whole = Create(Tiny);
        using var upper = Create(Tiny);
        upper.FrozenPrefix = 2;
        var (noised, steps) = (randn(3, 2, 8, 8), Steps(3));

        var expected = whole.Predict(noised, steps, Labels(3));
        var actual = upper.Predict(noised, steps, Labels(3));
        (expected * expected).mean().backward();
        (actual * actual).mean().backward();

        Assert.True(expected.Equals(actual));
        var gradients = whole.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad);
        foreach (var (name, parameter) in upper.named_parameters())
        {
            var below = name.StartsWith("blocks.0.") || name.StartsWith("blocks.1.") || name.StartsWith("x_embedder.");
            Assert.Equal(below, parameter.grad is null);
            if (name.StartsWith("blocks.2.") || name.StartsWith("final_layer."))
            {
                Assert.True(gradients[name]!.Equals(parameter.grad!), name);
            }
        }
    }

    [Fact]
    public void A_frozen_prefix_keeps_nothing_for_the_backward_pass()
    {
        StepWithChangedWeight("blocks.0.attn.qkv.weight", prefix: 1);
        StepWithChangedWeight("blocks.1.mlp.fc1.weight", prefix: 2);

        Assert.Throws<ExternalException>(() => StepWithChangedWeight("blocks.0.attn.qkv.weight", prefix: 0));
        Assert.Throws<ExternalException>(() => StepWithChangedWeight("blocks.1.mlp.fc1.weight", prefix: 1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_frozen_prefix_is_no_longer_than_the_model(int blocks)
    {
        using var model = Create(Tiny);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.FrozenPrefix = blocks);
    }

    [Fact]
    public void Groups_are_the_blocks_and_share_no_parameter()
    {
        using var model = Create(Tiny with { Depth = 11 });
        var names = model.named_parameters().Select(pair => pair.name).ToArray();

        Assert.Equal(Enumerable.Range(0, 11).Select(block => $"blocks.{block}"), model.Groups.Select(group => group.Name));
        Assert.All(names, name => Assert.Equal(name.StartsWith("blocks.") ? 1 : 0, model.Groups.Count(group => name.StartsWith(group.Prefix))));
        Assert.All(model.Groups, group => Assert.Equal(10, names.Count(name => name.StartsWith(group.Prefix))));
    }

    [Fact]
    public void Label_and_stage_are_dropped_together()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny with { Dit = Tiny.Dit with { Stages = 4 } });

        var left = model.Drop(new Condition(tensor(new[] { 0L, 1, 2 }), tensor(new[] { 3L, 0, 1 })), tensor(new[] { false, true, false }));
        var same = model.Drop(new Condition(tensor(new[] { 0L, 1, 2 })), tensor(new[] { 0L, 1, 0 }));

        Assert.Equal([0, 5, 2], left.Labels!.data<long>().ToArray());
        Assert.Equal([3, 4, 1], left.Stages!.data<long>().ToArray());
        Assert.Equal([0, 5, 2], same.Labels!.data<long>().ToArray());
        Assert.Null(same.Stages);
    }

    [Fact]
    public void A_model_that_never_drops_has_nothing_to_drop_to()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny with { Dit = Tiny.Dit with { ConditionDropout = 0 } });

        Assert.Equal([5, 16], model.state_dict()["y_embedder.embedding_table.weight"].shape);
        var refused = Assert.Throws<InvalidOperationException>(() => model.Drop(Labels(1), tensor(new[] { true })));
        Assert.Contains("conditionDropout", refused.Message);
    }

    [Fact]
    public void What_the_condition_lacks_is_named()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny with { Dit = Tiny.Dit with { Stages = 4 } });

        var unlabelled = Assert.Throws<ArgumentException>(() => model.Predict(randn(1, 2, 8, 8), Steps(1), new Condition()));
        var unstaged = Assert.Throws<ArgumentException>(() => model.Predict(randn(1, 2, 8, 8), Steps(1), Labels(1)));

        Assert.Contains("labels", unlabelled.Message);
        Assert.Contains("stages", unstaged.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Guidance_goes_from_the_bare_prediction_towards_the_conditioned_one(int channels)
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        var (noised, steps, with) = (randn(3, 2, 8, 8), Steps(3), Labels(3));
        var without = model.Drop(with, ones(3, @bool));
        var (towards, away) = (model.Predict(noised, steps, with), model.Predict(noised, steps, without));

        var guided = new Guidance(2.5, channels).Predict(model, noised, steps, with, without);

        var expected = 2.5 * towards - 1.5 * away;
        Assert.True(allclose(expected.narrow(1, 0, channels), guided.narrow(1, 0, channels), atol: 1e-4));
        Assert.True(allclose(towards.narrow(1, channels, 4 - channels), guided.narrow(1, channels, 4 - channels), atol: 1e-5));
        Assert.False(allclose(towards, away, atol: 1e-3));
    }

    [Fact]
    public void Bf16_weights_give_fp32_predictions_close_to_those_of_fp32()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        var (noised, steps) = (randn(4, 2, 12, 12), Steps(4));
        var expected = model.Predict(noised, steps, Labels(4)).detach();

        model.to(bfloat16);
        var actual = model.Predict(noised, steps, Labels(4));
        actual.sum().backward();

        Assert.Equal(float32, actual.dtype);
        Assert.All(model.named_parameters(), pair => Assert.Equal(bfloat16, pair.parameter.grad!.dtype));
        Assert.True((actual - expected).abs().max().item<float>() < 0.05 * expected.abs().max().item<float>());
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using var model = Create(Tiny);
        void Step(int prefix)
        {
            using var scope = NewDisposeScope();
            model.FrozenPrefix = prefix;
            model.Predict(randn(2, 2, 4, 4), Steps(2), model.Drop(Labels(2), tensor(new[] { true, false }))).sum().backward();
        }

        Step(0);
        Step(2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step(0);
        Step(2);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // Autograd refuses to go back through a weight that was changed after it was kept.
    private static void StepWithChangedWeight(string name, int prefix)
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        model.FrozenPrefix = prefix;
        var predicted = model.Predict(randn(2, 2, 8, 8), Steps(2), Labels(2));
        using (no_grad())
        {
            model.named_parameters().Single(pair => pair.name == name).parameter.mul_(2);
        }

        predicted.sum().backward();
    }

    private static Tensor Steps(int samples) => arange(samples, int64) * 70;

    private static Condition Labels(int samples) => new(arange(samples, int64) % Classes);

    // A fresh model predicts 0 whatever it is given.
    private static Dit Create(ModelSpec spec)
    {
        manual_seed(7);
        var model = new Dit(spec, Classes);
        using var gradients = no_grad();
        foreach (var (_, parameter) in model.named_parameters())
        {
            init.normal_(parameter, 0, 0.2);
        }

        model.eval();
        return model;
    }
}
