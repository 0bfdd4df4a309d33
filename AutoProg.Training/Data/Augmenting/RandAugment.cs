using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>
/// RandAugment (arXiv 1909.13719) with timm's meaning of <c>rand-m9-mstd0.5-inc1</c>: random operations on every image, each
/// acting half of the time. Images of one operation are changed together. Its randomness is a pure function of (seed, step).
/// </summary>
/// <remarks>Unlike timm, it does not round pixels to bytes between operations, and always samples bilinearly.</remarks>
public sealed class RandAugment
{
    private readonly IReadOnlyList<ImageOperation> operations;
    private readonly RegularizationSpec spec;
    private readonly int seed, magnitude;

    /// <param name="seed">Of the run.</param>
    /// <param name="spec">Decides the number of operations and the deviation of their level.</param>
    /// <param name="magnitude">Mean level of a growth stage, above 0.</param>
    /// <param name="mean">Of the data set, per channel, of pixels from 0 to 1: what a warp brings in.</param>
    public RandAugment(int seed, RegularizationSpec spec, int magnitude, IReadOnlyList<float> mean)
    {
        (this.seed, this.spec, this.magnitude) = (seed, spec, magnitude);
        operations = ImageOperations.Increasing([.. mean.Select(value => 255 * value)]);
    }

    /// <summary>Distorts a batch.</summary>
    /// <param name="pixels">(N, C, S, S) from 0 to 255, uint8 or float32, on any device.</param>
    /// <param name="step">Steps finished before this one.</param>
    /// <returns>float32 (N, C, S, S) from 0 to 255.</returns>
    public Tensor Apply(Tensor pixels, int step)
    {
        using var scope = NewDisposeScope();
        var random = new CounterRandom(seed, RandomPurpose.RandAugment, step);
        var distorted = pixels.to(float32);
        for (var round = 0; round < spec.RandAugmentOperations; round++)
        {
            distorted = Distorted(distorted, Draw(ref random, (int)pixels.shape[0]));
        }

        return distorted.MoveToOuterDisposeScope();
    }

    internal List<Choice> Draw(ref CounterRandom random, int images)
    {
        var choices = new List<Choice>(images);
        for (var image = 0; image < images; image++)
        {
            var operation = operations[random.Below(operations.Count)];
            if (random.Below(2) == 0)
            {
                continue;
            }

            var level = Math.Clamp(magnitude + spec.RandAugmentDeviation * random.Normal(), 0, ImageOperations.HighestLevel);
            var isOpposite = operation.IsSigned && random.Below(2) == 0;
            choices.Add(new(image, operation, operation.Numbers(isOpposite ? -level : level)));
        }

        return choices;
    }

    private static Tensor Distorted(Tensor pixels, List<Choice> choices)
    {
        if (choices.Count == 0)
        {
            return pixels;
        }

        using var scope = NewDisposeScope();
        var groups = choices.GroupBy(choice => choice.Operation.Kernel).Select(group => group.ToArray()).ToArray();
        var order = tensor(groups.SelectMany(group => group.Select(choice => (long)choice.Image)).ToArray(), device: pixels.device);
        var numbers = tensor(groups.SelectMany(group => group.SelectMany(choice => choice.Numbers)).ToArray(), device: pixels.device)
            .split([.. groups.Select(group => (long)group.Sum(choice => choice.Numbers.Length))], 0);
        var chosen = pixels.index_select(0, order).split([.. groups.Select(group => (long)group.Length)], 0);
        var changed = groups.Select((group, k) => group[0].Operation.Kernel(chosen[k], numbers[k].view(group.Length, -1))).ToArray();
        return pixels.index_copy(0, order, cat(changed)).MoveToOuterDisposeScope();                     // (N, C, S, S)
    }

    /// <summary>What happens to one image.</summary>
    internal sealed record Choice(int Image, ImageOperation Operation, float[] Numbers);
}
