using AutoProg.Training.Diffusion;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Diffusion;

/// <summary>A network with a learned variance that says the same as noise and as velocity, at whole timesteps.</summary>
internal sealed class ConvertedNetwork(NoiseSchedule schedule)
{
    public Tensor Noise(Tensor noised, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var time = timesteps.to(float32).view(-1, 1, 1, 1) / schedule.Steps;
        return cat([(0.8 * noised + time).sin(), (2 * noised).cos()], 1).MoveToOuterDisposeScope();
    }

    public Tensor Velocity(Tensor noised, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var parts = Noise(noised, timesteps).chunk(2, 1);
        var share = tensor(timesteps.to(int64).data<long>().Select(step => schedule.AlphasCumprod[(int)step]).ToArray()).view(-1, 1, 1, 1);
        var (signal, deviation) = (share.sqrt(), (1 - share).sqrt());
        var clean = (noised - deviation * parts[0]) / signal;
        return cat([(signal * parts[0] - deviation * clean).to(float32), parts[1]], 1).MoveToOuterDisposeScope();
    }
}
