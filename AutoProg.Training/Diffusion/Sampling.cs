using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>The one loop that draws samples, with any sampler and any network.</summary>
public static class Sampling
{
    /// <summary>Images (N, C, H, W) in fp32 from seeded noise.</summary>
    public static Tensor Run(ISampler sampler, NoisePredictor network, SampleNoise noise)
    {
        using var scope = NewDisposeScope();
        return Run(sampler, network, noise.Draw(), noise.Draw).MoveToOuterDisposeScope();
    }

    /// <summary>Images (N, C, H, W) in fp32 from given noise.</summary>
    /// <param name="start">(N, C, H, W) of unit deviation, on the network's device.</param>
    /// <param name="draw">Noise alike for the steps that take it.</param>
    public static Tensor Run(ISampler sampler, NoisePredictor network, Tensor start, Func<Tensor> draw)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var sample = start * sampler.InitialDeviation;
        for (var step = 0; step < sampler.Timesteps.Count; step++)
        {
            var noised = sample;
            sample = Step(sampler, network, noised, step, draw);
            noised.Dispose();
        }

        return sample.MoveToOuterDisposeScope();
    }

    /// <summary>One step: asks the network, then moves on.</summary>
    public static Tensor Step(ISampler sampler, NoisePredictor network, Tensor sample, int step, Func<Tensor> draw)
    {
        using var scope = NewDisposeScope();
        var timesteps = full(sample.shape[0], sampler.Timesteps[step], dtype: float32, device: sample.device);  // (N)
        var output = network(sampler.ScaleInput(sample, step), timesteps).to(float32);                          // (N, C or 2C, H, W)
        return sampler.Step(output, sample, step, sampler.TakesNoise(step) ? draw() : null).MoveToOuterDisposeScope();
    }
}
