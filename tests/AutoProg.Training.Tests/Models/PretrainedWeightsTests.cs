using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Models;

public sealed class PretrainedWeightsTests : IDisposable
{
    private static readonly ModelSpec Spec = new() { Width = 16, Depth = 2, Heads = 2, Resolution = 28 };
    private readonly TempFolder folder = new();

    [Fact]
    public void All_weights_of_an_equal_model_are_taken()
    {
        using var scope = NewDisposeScope();
        using var source = Create(Spec, classes: 10, seed: 1);
        using var target = Create(Spec, classes: 10, seed: 2);

        var said = Save(source).CopyTo(target);

        Assert.Equal($"Starts from the weights in '{folder["w.safetensors"]}'.", said);
        AssertEqual(source, target);
    }

    [Fact]
    public void A_classifier_of_another_class_count_stays_fresh()
    {
        using var scope = NewDisposeScope();
        using var source = Create(Spec, classes: 7, seed: 1);
        using var target = Create(Spec, classes: 10, seed: 2);
        using var fresh = Create(Spec, classes: 10, seed: 2);

        var said = Save(source).CopyTo(target);

        Assert.EndsWith("They are for 7 classes, so head.bias, head.weight start fresh.", said);
        AssertEqual(source, target, except: "head.");
        Assert.True(target.state_dict()["head.weight"].Equals(fresh.state_dict()["head.weight"]));
    }

    [Fact]
    public void Weights_without_classifier_will_do()
    {
        using var scope = NewDisposeScope();
        using var source = Create(Spec, classes: 7, seed: 1);
        using var target = Create(Spec, classes: 10, seed: 2);
        var weights = source.state_dict().Where(pair => !pair.Key.StartsWith("head.", StringComparison.Ordinal)).ToDictionary();

        var said = Save(weights).CopyTo(target);

        Assert.Contains("for no classes", said);
        AssertEqual(source, target, except: "head.");
    }

    [Theory]
    [InlineData(16)]
    [InlineData(56)]
    public void The_position_embedding_is_resampled_as_the_model_does(int resolution)
    {
        using var scope = NewDisposeScope();
        using var source = Create(Spec with { Resolution = resolution }, classes: 10, seed: 1);
        using var target = Create(Spec, classes: 10, seed: 2);

        var said = Save(source).CopyTo(target);

        Assert.EndsWith($"Their position embedding was resampled from {resolution} to 28 px.", said);
        AssertEqual(source, target, except: "pos_embed");
        Assert.True(allclose(((Vit)source).PositionEmbedding(28, 28), target.state_dict()["pos_embed"], atol: 1e-6));
        Assert.True(target.state_dict()["pos_embed"].is_leaf);
    }

    [Fact]
    public void A_dit_takes_stage_vectors_and_labels_that_the_weights_lack_fresh()
    {
        using var scope = NewDisposeScope();
        var spec = Spec with { Family = ModelFamily.Dit, Dit = new() { LatentFactor = 1, Channels = 1 } };
        using var source = new Dit(spec with { Resolution = 16 }, classes: 7);
        using var target = new Dit(spec with { Dit = spec.Dit with { Stages = 3 } }, classes: 10);

        var said = Save(source.state_dict()).CopyTo(target);

        Assert.EndsWith(
            "Their position embedding was resampled from 16 to 28 px. They are for 7 classes, so y_embedder.embedding_table.weight start fresh. "
            + "They tell no stages apart, so the stage vectors start fresh.", said);
        var (expected, found) = (source.state_dict(), target.state_dict());
        Assert.True(allclose(source.PositionEmbedding(7, 7), found["pos_embed"], atol: 1e-6));
        Assert.All(expected.Keys.Except(["pos_embed", "y_embedder.embedding_table.weight"]), name => Assert.True(expected[name].Equals(found[name]), name));
        Assert.Equal(0, found["s_embedder.embedding_table.weight"].abs().max().item<float>());
    }

    [Fact]
    public void Half_precision_weights_are_widened()
    {
        using var scope = NewDisposeScope();
        using var source = Create(Spec, classes: 10, seed: 1);
        using var target = Create(Spec, classes: 10, seed: 2);

        Save(source.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.to(float16))).CopyTo(target);

        Assert.All(target.state_dict(), pair => Assert.True(pair.Value.dtype == float32 && pair.Value.Equals(source.state_dict()[pair.Key].to(float16).to(float32)), pair.Key));
    }

    [Fact]
    public void Weights_of_another_depth_are_refused_and_nothing_is_copied()
    {
        using var scope = NewDisposeScope();
        using var source = Create(Spec with { Depth = 3 }, classes: 10, seed: 1);
        using var target = Create(Spec, classes: 10, seed: 2);
        using var fresh = Create(Spec, classes: 10, seed: 2);

        var error = Assert.Throws<InvalidWeightsException>(() => Save(source).CopyTo(target));

        Assert.StartsWith($"model.weights: '{folder["w.safetensors"]}' does not fit the 2 blocks that the run starts with: 12 unexpected: blocks.2.attn.proj.bias, ", error.Message);
        AssertEqual(fresh, target);
    }

    [Fact]
    public void A_name_is_looked_for_in_the_folder_of_models_and_then_as_a_path()
    {
        Directory.CreateDirectory(folder["models"]);
        File.WriteAllText(folder["models", "small.safetensors"], "");
        File.WriteAllText(folder["other.safetensors"], "");
        var models = new ModelFolder(folder.Root);

        Assert.Equal(folder["models", "small.safetensors"], models.Locate("small"));
        Assert.Equal(folder["models", "small.safetensors"], models.Locate("small.safetensors"));
        Assert.Equal(folder["other.safetensors"], models.Locate(folder["other.safetensors"]));
        Assert.Contains(folder["models", "large.safetensors"], Assert.Throws<InvalidWeightsException>(() => models.Locate("large")).Message);
        Assert.Throws<InvalidWeightsException>(() => models.Locate(folder["large.safetensors"]));
        File.WriteAllText(folder["models", "pickle.pt"], "");
        Assert.Contains("'autoprog import'", Assert.Throws<InvalidWeightsException>(() => models.Locate("pickle.pt")).Message);
        Assert.Throws<InvalidWeightsException>(() => models.Locate(folder["models", "pickle.pt"]));
        Assert.Null(PretrainedWeights.Of(new RunSpec { Model = Spec }, 1, models));
    }

    public void Dispose() => folder.Dispose();

    private static VisionModel Create(ModelSpec spec, int classes, long seed)
    {
        random.manual_seed(seed);
        return VisionModel.Create(spec, channels: 1, classes, spec.Depth);
    }

    private PretrainedWeights Save(VisionModel model) => Save(model.state_dict());

    private PretrainedWeights Save(IReadOnlyDictionary<string, Tensor> weights)
    {
        SafetensorsFile.Write(folder["w.safetensors"], weights);
        return new PretrainedWeights(folder["w.safetensors"], Channels: 1);
    }

    private static void AssertEqual(VisionModel expected, VisionModel actual, string? except = null)
    {
        var found = actual.state_dict();
        var compared = expected.state_dict().Where(pair => except is null || !pair.Key.StartsWith(except, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(compared);
        Assert.All(compared, pair => Assert.True(pair.Value.Equals(found[pair.Key]), pair.Key));
    }
}
