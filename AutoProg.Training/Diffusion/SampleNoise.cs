using AutoProg.Training.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>
/// Noise for samples numbered from <paramref name="first"/> on: that of each is a pure function of (seed, its number, how
/// many draws came before), the same in batches of any size.
/// </summary>
/// <param name="seed">Of all the samples.</param>
/// <param name="first">Number of the first sample of this batch.</param>
/// <param name="count">Samples of this batch, N.</param>
/// <param name="shape">Of one image, (C, H, W).</param>
/// <param name="device">Where the noise is wanted; null is the CPU, where it is always made.</param>
public sealed class SampleNoise(int seed, int first, int count, long[] shape, Device? device = null) : IDisposable
{
    private readonly Generator[] generators =
        [.. Enumerable.Range(first, count).Select(sample => new Generator(new CounterRandom(seed, RandomPurpose.Sampling, sample).Seed()))];

    /// <summary>The next noise of unit deviation, (N, C, H, W) in fp32.</summary>
    public Tensor Draw()
    {
        using var scope = NewDisposeScope();
        var noise = stack(generators.Select(generator => randn(shape, dtype: float32, generator: generator)).ToArray());
        return (device is null ? noise : noise.to(device)).MoveToOuterDisposeScope();
    }

    public void Dispose() => Array.ForEach(generators, generator => generator.Dispose());
}
