using AutoProg.Training.Diffusion;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Diffusion;

/// <summary>The best network for data that is one image, (1, C, H, W): what is not that image is noise.</summary>
internal sealed class KnownImage(NoiseSchedule schedule, Tensor image)
{
    private readonly SigmaTable sigmas = new(schedule);

    public Tensor Noise(Tensor noised, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var sigma = tensor(timesteps.data<float>().Select(timestep => sigmas.At(timestep)).ToArray()).view(-1, 1, 1, 1);
        var signal = 1 / (sigma * sigma + 1).sqrt();
        return ((noised - signal * image) / (sigma * signal)).to(float32).MoveToOuterDisposeScope();
    }
}
