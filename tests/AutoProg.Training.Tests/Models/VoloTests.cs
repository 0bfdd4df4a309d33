using AutoProg.Contracts.Specification;
using AutoProg.Training.Growth;
using AutoProg.Training.Losses;
using AutoProg.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Tests.Models;

public sealed class VoloTests
{
    private static readonly ModelSpec Tiny = new()
    {
        Family = ModelFamily.Volo,
        Resolution = 32,
        PatchSize = 4,
        Width = 16,
        Heads = 2,
        Depth = 5,
        MlpRatio = 2,
        Volo = new() { StemWidth = 4, OutlookWidth = 8, OutlookHeads = 2 },
    };

    [Theory]
    [InlineData(2, 16, 16)]
    [InlineData(3, 24, 24)]
    [InlineData(5, 32, 32)]
    [InlineData(5, 40, 24)]
    public void Every_depth_takes_every_resolution(int depth, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny, depth);
        var images = randn(2, 1, height, width);

        var output = model.Outputs(images);

        Assert.Equal([2, height / 8 * (width / 8), 5], output.OfTokens.shape);
        var expected = output.OfClass + output.OfTokens.amax(1) / 2;
        Assert.True(allclose(model.call(images), expected, atol: 1e-6));
    }

    [Fact]
    public void A_skipped_block_might_as_well_not_be_there()
    {
        using var scope = NewDisposeScope();
        var spec = Tiny with { Depth = 6, Volo = Tiny.Volo with { Blocks = [2, 2, 2] } };
        using var whole = Create(spec);
        using var part = Create(spec, depth: 3);
        var kept = new Dictionary<string, string> { ["network.0.0."] = "network.0.1.", ["network.2.0."] = "network.2.0.", ["network.3.0."] = "network.3.1." };
        var weights = whole.state_dict();
        part.CopyWeights(part.state_dict().Keys.ToDictionary(name => name, name => weights[Renamed(name, kept)]));
        var images = randn(2, 1, 32, 32);
        var complete = whole.call(images);

        whole.Active = new SubNetwork([new HashSet<int> { 0 }, new HashSet<int> { 1 }, new HashSet<int> { 0 }]);

        Assert.True(allclose(part.call(images), whole.call(images), atol: 1e-6));
        Assert.False(allclose(complete, whole.call(images), atol: 1e-5));
    }

    [Fact]
    public void Gradients_reach_every_parameter_at_a_smaller_resolution()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        model.train();
        var box = new TokenBox(0, 1, 2, 2);

        new TokenLabelCrossEntropy().Of(model.Outputs(randn(4, 1, 24, 24), box), full(4, 5, 0.2), box).backward();

        Assert.All(model.named_parameters(), pair => Assert.True(
            pair.parameter.grad is { } grad && grad.isfinite().all().item<bool>() && grad.abs().sum().item<float>() > 0, pair.name));
    }

    [Fact]
    public void Drop_path_changes_training_and_spares_the_outlookers()
    {
        using var scope = NewDisposeScope();
        var images = randn(8, 1, 32, 32);
        using var model = Create(Tiny with { DropPath = 0.9 });
        Assert.True(allclose(model.call(images), model.call(images)));

        model.train();
        Assert.False(allclose(model.call(images), model.call(images)));

        model.Active = new SubNetwork([new HashSet<int>(), new HashSet<int> { 0, 1, 2 }]);
        Assert.True(allclose(model.call(images), model.call(images), atol: 1e-6));
    }

    [Fact]
    public void A_box_of_all_tokens_mirrors_the_class_and_not_the_tokens()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        var images = randn(3, 1, 32, 32);
        var plain = model.Outputs(images);

        var mixed = model.Outputs(images, new TokenBox(0, 0, 4, 4));

        Assert.True(allclose(plain.OfClass.flip(0), mixed.OfClass, atol: 1e-5));
        Assert.True(allclose(plain.OfTokens, mixed.OfTokens, atol: 1e-5));
        Assert.False(allclose(plain.OfClass, mixed.OfClass, atol: 1e-5));
    }

    [Fact]
    public void Only_training_moves_the_running_statistics()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        var before = Buffers(model);
        model.call(randn(4, 1, 32, 32));
        Assert.All(Buffers(model), pair => Assert.True(pair.Value.Equals(before[pair.Key]), pair.Key));

        model.train();
        model.call(randn(4, 1, 32, 32));

        Assert.Equal(9, before.Count);
        Assert.All(Buffers(model), pair => Assert.False(pair.Value.Equals(before[pair.Key]), pair.Key));
    }

    [Fact]
    public void Bf16_weights_give_fp32_logits_close_to_those_of_fp32()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Tiny);
        var images = randn(4, 1, 24, 24);
        var expected = model.call(images).detach();

        model.to(bfloat16);
        var actual = model.call(images);
        model.train();
        model.call(images).sum().backward();

        Assert.Equal(float32, actual.dtype);
        Assert.Equal(bfloat16, model.get_parameter("patch_embed.conv.0.weight")!.grad!.dtype);
        Assert.All(model.named_buffers().Where(pair => pair.name.Contains("running", StringComparison.Ordinal)), pair => Assert.Equal(float32, pair.buffer.dtype));
        Assert.True(allclose(actual, expected, rtol: 0.1, atol: 0.02));
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_of_the_published_spread()
    {
        using var scope = NewDisposeScope();
        using var first = Create(Tiny);
        using var second = Create(Tiny);

        Assert.All(first.state_dict(), pair => Assert.True(pair.Value.Equals(second.state_dict()[pair.Key])));
        foreach (var name in new[] { "network.0.0.attn.attn.weight", "network.2.0.mlp.fc1.weight", "post_network.1.attn.kv.weight", "pos_embed" })
        {
            Assert.InRange(first.get_parameter(name)!.std().item<float>(), 0.015, 0.025);
        }

        Assert.True(first.get_parameter("network.1.proj.weight")!.std().item<float>() > 0.05, "The downsampling has torch's own initial weights.");
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using var model = Create(Tiny with { DropPath = 0.2 });
        model.train();
        void Step()
        {
            using var scope = NewDisposeScope();
            var box = new TokenBox(0, 0, 1, 2);
            new TokenLabelGTCrossEntropy().Of(model.Outputs(randn(2, 1, 24, 24), box), full(2, 5, 11, 0.2), box).backward();
            model.call(randn(2, 1, 32, 32)).sum().backward();
        }

        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();
        Step();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Its_groups_are_rows_of_its_parameters()
    {
        var spec = Tiny with { Depth = 7, Volo = Tiny.Volo with { Blocks = [2, 3, 2] } };
        using var model = Create(spec);
        var names = model.named_parameters().Select(pair => pair.name).ToArray();

        var groups = BlockGroup.Of(spec, 7);

        Assert.Equal([new("network.0.", 2), new("network.2.", 3), new("network.3.", 2)], groups);
        Assert.All(groups, group => Assert.Equal(group.Count,
            names.Where(name => name.StartsWith(group.Prefix, StringComparison.Ordinal)).Select(name => name[group.Prefix.Length..].Split('.')[0]).Distinct().Count()));
    }

    [Fact]
    public void Each_group_grows_by_itself_into_the_names_of_the_deeper_model()
    {
        using var scope = NewDisposeScope();
        var spec = Tiny with { Depth = 12 };
        using var small = Create(spec, depth: 9);
        using var large = Create(spec);
        var source = small.state_dict();

        var grown = BlockMap.Grow(source, BlockGroup.Of(spec, 9), BlockGroup.Of(spec, 12), new InterpolationGrowth());

        Assert.Equal(large.state_dict().Keys.Order(StringComparer.Ordinal), grown.Keys.Order(StringComparer.Ordinal));
        Assert.Same(source["network.0.0.attn.v.weight"], grown["network.0.1.attn.v.weight"]); // 2 outlookers to 4: each twice.
        Assert.Same(source["network.2.6.attn.qkv.weight"], grown["network.2.7.attn.qkv.weight"]); // 7 transformers to 8: the last twice.
        Assert.Same(source["network.2.5.attn.qkv.weight"], grown["network.2.5.attn.qkv.weight"]);
        Assert.Same(source["patch_embed.conv.1.running_var"], grown["patch_embed.conv.1.running_var"]);
    }

    private static Dictionary<string, Tensor> Buffers(Volo model) =>
        model.named_buffers().ToDictionary(pair => pair.name, pair => pair.buffer.clone());

    private static string Renamed(string name, Dictionary<string, string> kept) =>
        kept.FirstOrDefault(pair => name.StartsWith(pair.Key, StringComparison.Ordinal)) is { Key: { } prefix, Value: var source }
            ? source + name[prefix.Length..]
            : name;

    private static Volo Create(ModelSpec spec, int? depth = null)
    {
        manual_seed(7);
        var model = (Volo)VisionModel.Create(spec, channels: 1, classes: 5, depth ?? spec.Depth);
        model.eval();
        return model;
    }
}
