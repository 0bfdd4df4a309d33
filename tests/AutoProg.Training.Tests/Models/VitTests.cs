using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Tests.Models;

public sealed class VitTests
{
    private static readonly ModelSpec Tiny = new() { Resolution = 16, PatchSize = 4, Width = 16, Depth = 3, Heads = 2 };

    public static TheoryData<Stem> Stems => [.. Enum.GetValues<Stem>()];

    [Theory]
    [MemberData(nameof(Stems))]
    public void Logits_are_the_head_of_the_normed_class_token(Stem stem)
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny with { Stem = stem });
        var images = randn(2, 1, 12, 20);
        var head = model.get_parameter("head.weight")!;

        var fromTokens = functional.linear(model.Tokens(images).select(1, 0), head, model.get_parameter("head.bias")!);

        Assert.True(allclose(model.call(images), fromTokens, atol: 1e-5));
    }

    [Fact]
    public void A_distilled_model_averages_its_heads_over_its_first_two_tokens()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny with { Distilled = true });
        var images = randn(2, 1, 12, 20);
        var tokens = model.Tokens(images);
        Assert.Equal([2, 2 + 15, 16], tokens.shape);

        var (ofClass, ofTeacher) = model.Heads(images);

        Assert.True(allclose(ofClass, Linear(tokens.select(1, 0), "head"), atol: 1e-5));
        Assert.True(allclose(ofTeacher!, Linear(tokens.select(1, 1), "head_dist"), atol: 1e-5));
        Assert.True(allclose(model.call(images), (ofClass + ofTeacher!) / 2, atol: 1e-6));

        model.call(images).sum().backward();
        Assert.All(model.named_parameters(), pair => Assert.True(pair.parameter.grad is not null, pair.name));

        Tensor Linear(Tensor token, string head) =>
            functional.linear(token, model.get_parameter($"{head}.weight")!, model.get_parameter($"{head}.bias")!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_skipped_block_might_as_well_not_be_there(int skipped)
    {
        using var scope = NewDisposeScope();
        using var whole = Create(Tiny);
        using var part = Create(Tiny, depth: 2);
        var weights = whole.state_dict();
        part.CopyWeights(part.state_dict().Keys.ToDictionary(name => name, name =>
            weights[name.Replace("blocks.1.", $"blocks.{3 - skipped}.", StringComparison.Ordinal)]));
        var images = randn(2, 1, 16, 16);
        var complete = whole.call(images);

        whole.Active = new SubNetwork([new HashSet<int> { skipped }]);

        Assert.True(allclose(part.call(images), whole.call(images), atol: 1e-6));
        Assert.False(allclose(complete, whole.call(images), atol: 1e-5));
    }

    [Fact]
    public void Gradients_reach_every_parameter_at_a_smaller_resolution()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);

        functional.cross_entropy(model.call(randn(4, 1, 8, 8)), zeros(4, int64)).backward();

        Assert.All(model.named_parameters(), pair => Assert.True(pair.parameter.grad is { } grad && grad.isfinite().all().item<bool>(), pair.name));
        Assert.True(model.get_parameter("pos_embed")!.grad!.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Resampled_positions_of_a_constant_grid_stay_constant()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var model = Create(Tiny);
        model.get_parameter("pos_embed")!.fill_(0.5);

        var resampled = model.PositionEmbedding(24, 8);

        Assert.Equal([1, 13, 16], resampled.shape);
        Assert.True(allclose(resampled, full_like(resampled, 0.5), atol: 1e-6));
    }

    [Fact]
    public void A_grid_first_resampled_in_inference_mode_serves_training()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        using (inference_mode())
        {
            model.call(randn(1, 1, 8, 8)).Dispose();
        }

        model.call(randn(1, 1, 8, 8)).sum().backward();

        Assert.NotNull(model.get_parameter("pos_embed")!.grad);
    }

    [Fact]
    public void Bf16_weights_give_fp32_logits_close_to_those_of_fp32()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        var images = randn(4, 1, 12, 12);
        var expected = model.call(images).detach();

        model.to(bfloat16);
        var actual = model.call(images);
        actual.sum().backward();

        Assert.Equal(float32, actual.dtype);
        Assert.Equal(bfloat16, model.get_parameter("pos_embed")!.grad!.dtype);
        Assert.True(allclose(actual, expected, rtol: 0.1, atol: 0.02));
    }

    [Fact]
    public void Drop_path_changes_training_only_and_keeps_the_first_block()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny with { DropPath = 0.9 });
        var images = randn(8, 1, 16, 16);
        var evaluated = model.call(images);
        Assert.True(allclose(evaluated, model.call(images)));

        model.train();
        Assert.False(allclose(model.call(images), model.call(images)));

        using var one = Create(Tiny with { DropPath = 0.9 }, depth: 1);
        one.train();
        Assert.True(allclose(one.call(images), one.call(images)));
    }

    [Fact]
    public void The_drop_path_rate_can_be_set_while_training()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        var images = randn(8, 1, 16, 16);
        model.train();
        Assert.True(allclose(model.call(images), model.call(images)));

        model.SetDropPath(0.9);
        Assert.False(allclose(model.call(images), model.call(images)));
        manual_seed(5);
        var set = model.call(images);

        using var built = Create(Tiny with { DropPath = 0.9 });
        built.train();
        manual_seed(5);
        Assert.True(set.Equals(built.call(images)));

        model.SetDropPath(0);
        Assert.True(allclose(model.call(images), model.call(images)));
    }

    [Fact]
    public void Equal_seeds_give_equal_weights()
    {
        using var scope = NewDisposeScope();
        using var first = Create(Tiny);
        using var second = Create(Tiny);

        Assert.All(first.state_dict(), pair => Assert.True(pair.Value.Equals(second.state_dict()[pair.Key])));
        Assert.InRange(first.get_parameter("blocks.0.mlp.fc1.weight")!.std().item<float>(), 0.015, 0.025);
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using var model = Create(Tiny with { DropPath = 0.2 });
        model.train();
        void Step()
        {
            using var scope = NewDisposeScope();
            model.call(randn(2, 1, 8, 8)).sum().backward();
            model.Tokens(randn(2, 1, 16, 16)).sum().backward();
        }

        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();
        Step();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Weights_of_another_depth_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        using var small = Create(Tiny, depth: 2);

        var missing = Assert.Throws<ArgumentException>(() => model.CopyWeights(small.state_dict()));
        var unknown = Assert.Throws<ArgumentException>(() => small.CopyWeights(model.state_dict()));

        Assert.Contains("blocks.2.", missing.Message, StringComparison.Ordinal);
        Assert.Contains("no place", unknown.Message, StringComparison.Ordinal);
    }

    private static Vit Create(ModelSpec spec, int? depth = null)
    {
        manual_seed(7);
        var model = new Vit(spec, channels: 1, classes: 5, depth ?? spec.Depth);
        model.eval();
        return model;
    }
}
