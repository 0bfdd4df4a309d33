using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>What an encoder knows of the latents of its images: independent normal distributions; the caller owns the tensors.</summary>
/// <param name="Mean">(N, C, H, W) in fp32.</param>
/// <param name="LogVariance">(N, C, H, W) in fp32, from -30 to 20.</param>
public readonly record struct LatentMoments(Tensor Mean, Tensor LogVariance)
{
    /// <summary>Latents, (N, C, H, W).</summary>
    /// <param name="noise">Standard normal, (N, C, H, W).</param>
    public Tensor Sample(Tensor noise)
    {
        using var scope = NewDisposeScope();
        return (Mean + (LogVariance / 2).exp() * noise).MoveToOuterDisposeScope();
    }

    /// <summary>Kullback-Leibler divergence from the standard normal distribution, summed over each image: (N).</summary>
    public Tensor Kl()
    {
        using var scope = NewDisposeScope();
        return ((Mean.square() + LogVariance.exp() - 1 - LogVariance).sum(1, 2, 3) / 2).MoveToOuterDisposeScope();
    }
}
