namespace AutoProg.Contracts.Specification;

/// <summary>Multiplications of a ViT per image.</summary>
internal static class VitCost
{
    public static double Multiplications(ModelSpec model, int channels, int classes, int resolution, int depth)
    {
        var read = model.PrefixTokens; // All that the heads, and so the last block, need.
        var (tokens, width, hidden) = (model.TokensAt(resolution) + read, model.Width, model.MlpWidth(model.Width));
        var blocks = (depth - 1) * LayerCost.Block(tokens, tokens, width, hidden) + LayerCost.Block(tokens, read, width, hidden);
        return StemMultiplications(model, channels, resolution) + blocks + Head(model, classes);
    }

    // As of a DiT: products with weights go back to inputs, and to the weights of what trains; products of activations go back by two.
    public static double FineTuneMultiplications(
        ModelSpec model, int channels, int classes, int resolution, IReadOnlyCollection<int> trained, bool truncates)
    {
        var lowest = truncates ? trained.DefaultIfEmpty(model.Depth).Min() : 0;
        var toInputs = Enumerable.Range(lowest, model.Depth - lowest).Select(block => Block(model, resolution, block)).Sum(cost => cost.Learned + 2 * cost.Mixing);
        var toWeights = trained.Distinct().Sum(block => Block(model, resolution, block).Learned);
        var outside = Head(model, classes) + (lowest == 0 ? StemMultiplications(model, channels, resolution) : 0);
        return Multiplications(model, channels, classes, resolution, model.Depth) + toInputs + toWeights + 2 * outside;
    }

    /// <summary>Of a forward pass through the classifier.</summary>
    public static double Head(ModelSpec model, int classes) => (double)model.PrefixTokens * model.Width * classes;

    private static (double Learned, double Mixing) Block(ModelSpec model, int resolution, int block)
    {
        var tokens = model.TokensAt(resolution) + model.PrefixTokens;
        var read = block == model.Depth - 1 ? model.PrefixTokens : tokens;
        var mixing = LayerCost.Mixing(tokens, read, model.Width);
        return (LayerCost.Block(tokens, read, model.Width, model.MlpWidth(model.Width)) - mixing, mixing);
    }

    private static double StemMultiplications(ModelSpec model, int channels, int resolution)
    {
        if (model.Stem == Stem.Patch)
        {
            return LayerCost.Convolution(model.TokensAt(resolution), model.PatchSize, channels, model.Width);
        }

        double total = 0, side = resolution, inputs = channels;
        foreach (var outputs in model.StemWidths())
        {
            side /= 2;
            total += LayerCost.Convolution(side * side, 3, inputs, outputs);
            inputs = outputs;
        }

        return total + LayerCost.Convolution(side * side, 1, inputs, model.Width);
    }
}
