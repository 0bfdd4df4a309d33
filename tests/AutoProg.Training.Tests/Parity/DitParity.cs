using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class DitParity : IDisposable
{
    private readonly DitFixture dit = new("dit.safetensors");

    [Fact(DisplayName = "dit: prediction")]
    public void dit_prediction_matches()
    {
        using var scope = NewDisposeScope();
        dit.File.AssertMatches("out/forward", dit.Model.Predict(dit.File["in/x"], dit.File["in/t"], new Condition(dit.File["in/y"])));
    }

    [Fact(DisplayName = "dit: classifier-free guidance")]
    public void dit_guidance_matches()
    {
        using var scope = NewDisposeScope();
        dit.AssertGuidance("in/x");
    }

    [Fact(DisplayName = "dit: embedded timesteps")]
    public void dit_embedded_timesteps_match()
    {
        using var scope = NewDisposeScope();
        dit.AssertWaves();
        dit.File.AssertMatches("out/t_embedder", dit.Model.EmbedTimesteps(dit.File["in/t"]));
    }

    [Fact(DisplayName = "dit: position table of a fresh model")]
    public void dit_fresh_positions_match()
    {
        using var scope = NewDisposeScope();
        dit.AssertFreshPositions();
    }

    public void Dispose() => dit.Dispose();
}
