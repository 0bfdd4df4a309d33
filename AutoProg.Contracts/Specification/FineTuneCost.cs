namespace AutoProg.Contracts.Specification;

/// <summary>FLOPs of fine-tuning a model by the method of a run, per image; biases, norms and scales cost next to nothing.</summary>
internal static class FineTuneCost
{
    /// <param name="depth">Blocks that train; only the full method has fewer than all.</param>
    public static double Flops(RunSpec spec, int classes, int resolution, int depth)
    {
        var (model, channels) = (spec.Model, spec.Data.Channels);
        return spec.FineTuning.Method switch
        {
            FineTuningMethod.Full => ModelCost.FineTuneFlops(
                model, resolution, TrainedBlocks.Of(spec, depth), TrainedBlocks.Truncates(spec), channels, classes),
            FineTuningMethod.LinearProbe when model.Family == ModelFamily.Vit => ModelCost.ForwardFlops(model, channels, classes, resolution, model.Depth)
                + 2 * VitCost.Head(model, classes), // Nothing goes back further than the classifier.
            FineTuningMethod.Lora => Frozen() + LoraFlops(spec, resolution),
            _ => Frozen(),
        };

        // The vectors of the labels of a DiT learn through all of its blocks.
        double Frozen() => ModelCost.FineTuneFlops(model, resolution, [], truncates: false, channels, classes);
    }

    // Two thin products per matrix, forward, to their inputs and to their weights.
    private static double LoraFlops(RunSpec spec, int resolution)
    {
        var (model, hidden) = (spec.Model, spec.Model.MlpWidth(spec.Model.Width));
        var tokens = model.TokensAt(resolution) + (model.Family == ModelFamily.Vit ? model.PrefixTokens : 0);
        var sides = 4.0 * model.Width + 2.0 * model.Width + 2.0 * (model.Width + hidden); // qkv, proj, fc1 and fc2: inputs and outputs.
        return 2 * 3 * model.Depth * tokens * spec.FineTuning.LoraRank * sides;
    }
}
