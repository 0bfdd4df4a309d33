using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class DitSidParity : IDisposable
{
    private readonly DitFixture dit = new("dit-sid.safetensors");

    [Fact(DisplayName = "dit-sid: prediction")]
    public void dit_sid_prediction_matches()
    {
        using var scope = NewDisposeScope();
        dit.File.AssertMatches("out/forward", Predict("in/x"));
    }

    [Fact(DisplayName = "dit-sid: position table and prediction at other sizes")]
    public void dit_sid_other_sizes_match()
    {
        using var scope = NewDisposeScope();
        var sizes = dit.File.Below("in/x_").Keys.ToArray();
        Assert.NotEmpty(sizes);
        Assert.All(sizes, size =>
        {
            var noised = dit.File[$"in/x_{size}"];
            var patch = dit.Model.Spec.PatchSize;
            dit.File.AssertMatches($"out/pos_embed_{size}", dit.Model.PositionEmbedding(noised.shape[2] / patch, noised.shape[3] / patch));
            dit.File.AssertMatches($"out/forward_{size}", Predict($"in/x_{size}"));
        });
    }

    [Fact(DisplayName = "dit-sid: classifier-free guidance")]
    public void dit_sid_guidance_matches()
    {
        using var scope = NewDisposeScope();
        dit.AssertGuidance("in/cfg_x");
    }

    [Fact(DisplayName = "dit-sid: waves of the timesteps, position table of a fresh model")]
    public void dit_sid_tables_match()
    {
        using var scope = NewDisposeScope();
        dit.AssertWaves();
        dit.AssertFreshPositions();
    }

    public void Dispose() => dit.Dispose();

    private Tensor Predict(string noised) =>
        dit.Model.Predict(dit.File[noised], dit.File["in/t"], new Condition(dit.File["in/y"], dit.File["in/s"]));
}
