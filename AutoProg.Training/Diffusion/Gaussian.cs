using static TorchSharp.torch;

namespace AutoProg.Training.Diffusion;

/// <summary>A normal distribution of every pixel of a batch.</summary>
/// <param name="Mean">(N, C, H, W).</param>
/// <param name="LogVariance">(N, C, H, W), or (N, 1, 1, 1) where all pixels of an image share it.</param>
public readonly record struct Gaussian(Tensor Mean, Tensor LogVariance)
{
    internal Gaussian MoveToOuterDisposeScope() => new(Mean.MoveToOuterDisposeScope(), LogVariance.MoveToOuterDisposeScope());
}
