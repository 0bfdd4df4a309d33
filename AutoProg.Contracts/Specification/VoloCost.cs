namespace AutoProg.Contracts.Specification;

/// <summary>Multiplications of a VOLO per image.</summary>
internal static class VoloCost
{
    public static double Multiplications(ModelSpec model, int channels, int classes, int resolution, int depth)
    {
        var (width, hidden, volo) = (model.Width, model.MlpWidth(model.Width), model.Volo);
        var fineSide = resolution / model.PatchSize;
        double fine = fineSide * fineSide, tokens = model.TokensAt(resolution);
        var outlookers = DepthSplit.Of(model, depth)[0];
        return Stem(model, channels, resolution, fine)
            + outlookers * Outlooker(model, fineSide)
            + LayerCost.Convolution(tokens, VoloSpec.Pooling, volo.OutlookWidth, width)
            + (depth - outlookers) * LayerCost.Block(tokens, tokens, width, hidden)
            + volo.ClassBlocks * LayerCost.Block(tokens + 1, 1, width, hidden)
            + (tokens + 1) * width * classes; // One head for the class token, one for all others.
    }

    private static double Stem(ModelSpec model, int channels, int resolution, double fine)
    {
        double side = resolution / 2, width = model.Volo.StemWidth;
        return LayerCost.Convolution(side * side, 7, channels, width)
            + 2 * LayerCost.Convolution(side * side, 3, width, width)
            + LayerCost.Convolution(fine, model.PatchSize / 2, width, model.Volo.OutlookWidth);
    }

    private static double Outlooker(ModelSpec model, int side)
    {
        var windowSide = (side + VoloSpec.WindowStride - 1) / VoloSpec.WindowStride;
        double tokens = side * side, windows = windowSide * windowSide, width = model.Volo.OutlookWidth;
        var pairs = Math.Pow(VoloSpec.Window, 4); // Of tokens within a window.
        var valuesAndProjection = 2 * tokens * width * width;
        var weights = windows * width * pairs * model.Volo.OutlookHeads;
        var mixing = windows * pairs * width;
        return valuesAndProjection + weights + mixing + LayerCost.Mlp(tokens, width, model.MlpWidth(model.Volo.OutlookWidth));
    }
}
