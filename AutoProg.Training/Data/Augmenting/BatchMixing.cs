using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>Mixes some batches by mixup or cutmix; which and how is a pure function of (seed, step).</summary>
internal sealed class BatchMixing
{
    private readonly int seed;
    private readonly double probability, switchProbability;
    private readonly IReadOnlyList<IMix> ways;

    /// <param name="spec">Mixup, cutmix or both are on.</param>
    public BatchMixing(int seed, RegularizationSpec spec)
    {
        (this.seed, probability, switchProbability) = (seed, spec.MixProbability, spec.SwitchProbability);
        ways = [.. Enabled(spec)];
    }

    /// <summary>Images (N, C, H, W), and the fraction that each kept of its own: 1 where the batch is left as it was.</summary>
    /// <param name="step">Steps finished before this one.</param>
    public (Tensor Images, double Kept) Apply(Tensor images, int step)
    {
        var random = new CounterRandom(seed, RandomPurpose.Mix, step);
        if (random.Uniform() >= probability)
        {
            return (images, 1);
        }

        var way = random.Uniform() < switchProbability ? ways[^1] : ways[0];
        return way.Mix(images, ref random);
    }

    private static IEnumerable<IMix> Enabled(RegularizationSpec spec)
    {
        if (spec.Mixup > 0)
        {
            yield return new Mixup(spec.Mixup);
        }

        if (spec.Cutmix > 0)
        {
            yield return new Cutmix(spec.Cutmix);
        }
    }
}
