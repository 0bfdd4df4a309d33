using AutoProg.Contracts.Specification;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>Freezes what a fine-tuning stage does not train (arXiv 2410.00350): no gradient, no optimizer state, no update.</summary>
internal static class Unfreezing
{
    /// <summary>Of a model that is not fine-tuned, everything trains.</summary>
    /// <param name="stage">Its depth is the number of blocks that train.</param>
    public static void Apply(nn.Module model, RunSpec spec, GrowthStage stage)
    {
        if (model is Denoiser denoiser && spec.Unfreezes)
        {
            Of(denoiser, spec, stage.Depth).ApplyTo(denoiser);
        }
    }

    /// <summary>What trains where so many blocks do.</summary>
    public static TrainableSet Of(Denoiser model, RunSpec spec, int depth) => new(
        new UnfreezingUnits(model.Groups), TrainedBlocks.Of(spec, depth).ToHashSet(), TrainedBlocks.Truncates(spec));
}
