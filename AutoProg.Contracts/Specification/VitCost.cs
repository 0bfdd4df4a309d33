namespace AutoProg.Contracts.Specification;

/// <summary>Multiplications of a ViT per image.</summary>
internal static class VitCost
{
    public static double Multiplications(ModelSpec model, int channels, int classes, int resolution, int depth)
    {
        var read = model.PrefixTokens; // All that the heads, and so the last block, need.
        var (tokens, width, hidden) = (model.TokensAt(resolution) + read, model.Width, model.MlpWidth(model.Width));
        var blocks = (depth - 1) * LayerCost.Block(tokens, tokens, width, hidden) + LayerCost.Block(tokens, read, width, hidden);
        return StemMultiplications(model, channels, resolution) + blocks + (double)read * width * classes;
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
