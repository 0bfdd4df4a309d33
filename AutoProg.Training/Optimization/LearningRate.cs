using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Optimization;

/// <summary>Linear warm-up, then one half cosine down to the minimum: a pure function of the epoch.</summary>
/// <param name="Spec">Peak, minimum and warm-up rates, warm-up length.</param>
/// <param name="CosineEpochs">Epochs of the cosine: the whole run, the warm-up included unless it comes first.</param>
/// <param name="WarmupFirst">
/// false: the cosine runs from epoch 0 and the warm-up hides its beginning. true: the cosine begins at its peak after the warm-up.
/// </param>
public sealed record LearningRate(OptimizationSpec Spec, double CosineEpochs, bool WarmupFirst = false)
{
    /// <summary>The schedule of a run: its warm-up joins the cosine, which reaches the minimum with the last epoch.</summary>
    public static LearningRate Of(OptimizationSpec spec) => new(spec, spec.Epochs);

    /// <summary>The rate at a continuous epoch, 0 at the first step; after the cosine, the minimum.</summary>
    public double At(double epoch)
    {
        if (epoch < Spec.WarmupEpochs)
        {
            return Spec.WarmupLearningRate + epoch * (Spec.LearningRate - Spec.WarmupLearningRate) / Spec.WarmupEpochs;
        }

        var elapsed = WarmupFirst ? epoch - Spec.WarmupEpochs : epoch;
        return elapsed < CosineEpochs
            ? Spec.MinLearningRate + 0.5 * (Spec.LearningRate - Spec.MinLearningRate) * (1 + Math.Cos(Math.PI * elapsed / CosineEpochs))
            : Spec.MinLearningRate;
    }
}
