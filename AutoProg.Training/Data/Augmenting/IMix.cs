using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>A way of mixing each image of a batch with the one at its place in the reversed batch.</summary>
internal interface IMix
{
    /// <summary>New images (N, C, H, W), and the fraction that each kept of its own.</summary>
    (Tensor Images, double Kept) Mix(Tensor images, ref CounterRandom random);
}
