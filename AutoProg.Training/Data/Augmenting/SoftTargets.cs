using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>Class probabilities to train mixed images on.</summary>
internal static class SoftTargets
{
    /// <summary>Labels int64 (N) to float32 (N, classes); rows sum to 1, and every class gets at least smoothing / classes.</summary>
    /// <param name="kept">Fraction of the own label; the rest is of the label at the same place in the reversed batch.</param>
    /// <param name="smoothing">0 spreads nothing over the classes.</param>
    public static Tensor Of(Tensor labels, int classes, double kept, double smoothing)
    {
        using var scope = NewDisposeScope();
        var mixed = Mixup.Blend(functional.one_hot(labels, classes).to(float32), kept);
        return mixed.mul_(1 - smoothing).add_(smoothing / classes).MoveToOuterDisposeScope();
    }
}
