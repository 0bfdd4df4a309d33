using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class DitLossParity : IDisposable
{
    // Of the reference's training process; the file does not repeat it.
    private const int DiffusionSteps = 1000;

    private readonly DitFixture dit = new("dit.safetensors");

    [Fact(DisplayName = "dit: training loss and gradients")]
    public void dit_training_loss_matches()
    {
        using var scope = NewDisposeScope();
        using var diffusion = new GaussianDiffusion(
            NoiseSchedule.Of(NoiseScheduleKind.Linear, DiffusionSteps), PredictionTarget.Epsilon, ReverseVariance.LearnedRange);
        using var loss = new DiffusionLoss(diffusion);
        var condition = new Condition(dit.File["in/y"]);
        var terms = loss.Of(
            (noised, timesteps) => dit.Model.Predict(noised, timesteps, condition), dit.File["in/x0"], dit.File["in/loss_t"], dit.File["in/noise"]);
        terms.Loss.mean().backward();

        dit.File.AssertMatches("out/mse", terms.SquaredError);
        dit.File.AssertMatches("out/vb", terms.Bound!);
        dit.File.AssertMatches("out/loss", terms.Loss);
        var parameters = dit.Model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var gradients = dit.File.Below("grad/").Keys;
        Assert.NotEmpty(gradients);
        Assert.All(gradients, name => dit.File.AssertMatches($"grad/{name}", parameters[name].grad!));
    }

    public void Dispose() => dit.Dispose();
}
