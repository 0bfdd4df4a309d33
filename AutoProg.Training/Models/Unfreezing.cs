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
        if (!spec.Unfreezes)
        {
            return;
        }

        if (spec.FineTuning.Method == FineTuningMethod.Full)
        {
            Of(model, spec, stage.Depth).ApplyTo(model);
            return;
        }

        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.requires_grad = Adapters.Trains(spec.FineTuning.Method, name, parameter);
        }
    }

    /// <summary>What trains where so many blocks do.</summary>
    public static TrainableSet Of(nn.Module model, RunSpec spec, int depth) =>
        new(UnitsOf(model), TrainedBlocks.Of(spec, depth).ToHashSet(), TrainedBlocks.Truncates(spec));

    /// <summary>The units of a model that can be fine-tuned.</summary>
    public static UnfreezingUnits UnitsOf(nn.Module model) => new(((IUnfreezable)model).Groups);
}
