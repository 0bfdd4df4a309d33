using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

/// <summary>The reference DiT of a fixture, and what both fixtures of it ask alike.</summary>
internal sealed class DitFixture : IDisposable
{
    private const string Waves = "out/timestep_embedding_";

    public DitFixture(string name)
    {
        File = Fixture.Open(name);
        Model = new Dit(Spec(), Of("num_classes"));
        Model.CopyWeights(File.Below("weights/"));
        Model.eval();
    }

    public Fixture File { get; }

    public Dit Model { get; }

    public void AssertWaves()
    {
        var widths = File.Below(Waves).Keys.Select(int.Parse).ToArray();
        Assert.NotEmpty(widths);
        Assert.All(widths, width => File.AssertMatches($"{Waves}{width}", TimestepEmbedder.Waves(File["in/timesteps"], width)));
    }

    public void AssertFreshPositions()
    {
        using var fresh = new Dit(Spec(), Of("num_classes"));
        Assert.True(allclose(fresh.state_dict()["pos_embed"], File["weights/pos_embed"], atol: 1e-6));
    }

    /// <summary>
    /// The reference predicts each sample twice in a batch of two halves, and guides the first 3 channels of both; its other
    /// channels are each half's own.
    /// </summary>
    public void AssertGuidance(string noised)
    {
        var guidance = new Guidance(File.Config.GetProperty("cfg_scale").GetDouble(), Guidance.ReferenceChannels);
        var (x, t, with, without) = (File[noised].chunk(2)[0], File["in/cfg_t"].chunk(2)[0], Half(0), Half(1));

        var guided = guidance.Predict(Model, x, t, with, without);

        var unguided = Model.Predict(x, t, without);
        var second = cat([guided.narrow(1, 0, guidance.Channels), unguided.narrow(1, guidance.Channels, unguided.shape[1] - guidance.Channels)], 1);
        File.AssertMatches("out/forward_with_cfg", cat([guided, second]));
    }

    public void Dispose()
    {
        Model.Dispose();
        File.Dispose();
    }

    private Condition Half(int index) => new(
        File["in/cfg_y"].chunk(2)[index], File.Names.Contains("in/cfg_s") ? File["in/cfg_s"].chunk(2)[index] : null);

    private ModelSpec Spec() => new()
    {
        Family = ModelFamily.Dit,
        Resolution = Of("input_size"),
        PatchSize = Of("patch_size"),
        Width = Of("hidden_size"),
        Depth = Of("depth"),
        Heads = Of("num_heads"),
        MlpRatio = File.Config.GetProperty("mlp_ratio").GetDouble(),
        Dit = new()
        {
            Channels = Of("in_channels"),
            LatentFactor = 1,
            LearnSigma = File.Config.GetProperty("learn_sigma").GetBoolean(),
            ConditionDropout = File.Config.GetProperty("class_dropout_prob").GetDouble(),
            Stages = File.Config.TryGetProperty("num_stages", out var stages) ? stages.GetInt32() : 0,
        },
    };

    private int Of(string key) => File.Config.GetProperty(key).GetInt32();
}
