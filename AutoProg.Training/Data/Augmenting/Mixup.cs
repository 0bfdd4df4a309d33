using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>Mixup (arXiv 1710.09412): one blend for the whole batch, in the ratio Beta(alpha, alpha).</summary>
internal sealed class Mixup(double alpha) : IMix
{
    public (Tensor Images, double Kept) Mix(Tensor images, ref CounterRandom random)
    {
        var kept = SymmetricBeta.Draw(ref random, alpha);
        return (Blend(images, kept), kept);
    }

    /// <summary>Any batch (N, …) with its reverse: 1 keeps it, 0 takes the reverse.</summary>
    public static Tensor Blend(Tensor batch, double kept)
    {
        using var scope = NewDisposeScope();
        return batch.mul(kept).add_(batch.flip(0).mul_(1 - kept)).MoveToOuterDisposeScope();
    }
}
