using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

public static class Samplers
{
    /// <summary>A sampler of the whole process that the network was trained for.</summary>
    /// <param name="device">Of the samples; null is the CPU.</param>
    /// <exception cref="ArgumentException">The options do not fit the schedule.</exception>
    public static ISampler Create(SamplerOptions options, NoiseSchedule schedule, Device? device = null) => options.Kind switch
    {
        SamplerKind.Ddpm => new AncestralSampler(Visited(options, schedule), options.Prediction, options.Variance, options.Clip, device),
        SamplerKind.Ddim => new DdimSampler(
            Visited(options, schedule), options.Prediction, options.Clip, options.Eta, options.EndsClean ? 1 : schedule.AlphasCumprod[0]),
        SamplerKind.DpmSolver => new DpmSolverSampler(schedule, options),
        SamplerKind.Euler => new EulerSampler(schedule, options),
        _ => throw new ArgumentException($"Unknown sampler '{options.Kind}'.", nameof(options)),
    };

    private static NoiseSchedule Visited(SamplerOptions options, NoiseSchedule schedule) =>
        schedule.Respaced(SpacedTimesteps.Whole(options, schedule.Steps));
}
