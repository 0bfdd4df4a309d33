using System.Text.Json.Serialization;

namespace AutoProg.Contracts.Specification;

/// <summary>
/// Augmentation beyond shifts and mirrors, and how it and drop path ramp up with the growth stages (arXiv 2203.14509).
/// Everything is off by default. Magnitudes are those of the last stage.
/// </summary>
/// <remarks>Constructor parameters, because a file written before a field existed must read as its default.</remarks>
/// <param name="RandAugment">Magnitude of RandAugment (arXiv 1909.13719) with timm's increasing operations: 0 distorts nothing, 10 distorts most.</param>
/// <param name="RandAugmentOperations">Operations drawn for each image; each acts half of the time.</param>
/// <param name="RandAugmentDeviation">Standard deviation of the magnitude between operations; 0 gives all the same.</param>
/// <param name="RandomErasing">Probability that noise replaces a rectangle of an image (arXiv 1708.04896); 0 erases nothing.</param>
/// <param name="Mixup">Alpha of mixup (arXiv 1710.09412): a batch blends with its reverse in the ratio Beta(alpha, alpha); 0 mixes nothing.</param>
/// <param name="Cutmix">Alpha of cutmix (arXiv 1905.04899): a rectangle of Beta(alpha, alpha) of the area comes from the reversed batch; 0 cuts nothing.</param>
/// <param name="MixProbability">Probability that a batch is mixed at all, where mixup or cutmix is on.</param>
/// <param name="SwitchProbability">Probability of cutmix in place of mixup, where both are on: 0 is always mixup, 1 always cutmix.</param>
/// <param name="RepeatedAugmentation">Differently augmented copies of an image in a batch (arXiv 1902.05509); an epoch has as many steps as without. 1 repeats none.</param>
/// <param name="SmallestRandAugment">RandAugment's magnitude in the first stage as a fraction of the last: 1 keeps it constant, below 0 starts it later.</param>
/// <param name="SmallestRandomErasing">The probability of random erasing in the first stage as a fraction of the last: 1 keeps it constant, below 0 starts it later.</param>
/// <param name="SmallestDropPath">The rate <c>model.dropPath</c> in the first stage as a fraction of the last: 1 keeps it constant, below 0 starts it later.</param>
public sealed record RegularizationSpec(
    int RandAugment = 0,
    int RandAugmentOperations = 2,
    double RandAugmentDeviation = 0.5,
    double RandomErasing = 0,
    double Mixup = 0,
    double Cutmix = 0,
    double MixProbability = 1,
    double SwitchProbability = 0.5,
    int RepeatedAugmentation = 1,
    double SmallestRandAugment = 1,
    double SmallestRandomErasing = 1,
    double SmallestDropPath = 1)
{
    /// <summary>True where labels become soft because images are mixed.</summary>
    [JsonIgnore]
    public bool Mixes => Mixup > 0 || Cutmix > 0;
}
