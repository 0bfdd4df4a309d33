using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;
using AutoProg.Training.Latents;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>Draws images from a denoiser by the sampler of a specification. Sample i is the same in batches of any size, whatever the step.</summary>
/// <param name="seed">Of the noise.</param>
/// <param name="space">What the denoiser sees of images; latents may lie outside of -1 to 1.</param>
internal sealed class SampleDrawing(RunSpec spec, NoiseSchedule schedule, int seed, IImageSpace space, Device device) : IDisposable
{
    private readonly ISampler sampler = Samplers.Create(SamplerOptions.Of(spec.Diffusion, spec.Model.Dit.LearnSigma, clip: space is PixelSpace), schedule, device);

    /// <summary>Images as bytes, uint8 (N, C, R, R), without gradients.</summary>
    /// <param name="stage">The stage that the model is told it is in.</param>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="classes">Label of each sample.</param>
    public Tensor Draw(Denoiser model, int resolution, long stage, int first, long[] classes)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var labels = tensor(classes, device: device);                                                    // (N)
        var condition = new Condition(labels, full_like(labels, stage));
        using var noise = new SampleNoise(seed, first, classes.Length, [space.Channels, space.SideAt(resolution), space.SideAt(resolution)], device);
        var drawn = space.ToImages(Sampling.Run(sampler, PredictorOf(model, condition), noise));         // (N, C, R, R), -1 to 1
        model.train();
        return ((drawn + 1) * 127.5).round().clamp(0, 255).to(uint8).MoveToOuterDisposeScope();
    }

    public void Dispose() => sampler.Dispose();

    private NoisePredictor PredictorOf(Denoiser model, Condition condition)
    {
        if (spec.Diffusion.GuidanceScale == 1 || spec.Model.Dit.ConditionDropout == 0)
        {
            return (noised, timesteps) => model.Predict(noised, timesteps, condition);
        }

        var without = model.Drop(condition, ones_like(condition.Labels!));
        var guidance = new Guidance(spec.Diffusion.GuidanceScale, space.Channels);
        return (noised, timesteps) => guidance.Predict(model, noised, timesteps, condition, without);
    }
}
