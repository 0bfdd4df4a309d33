namespace AutoProg.Contracts.Specification;

/// <summary>FLOPs of a vision transformer per image, multiply-add = 2; normalisation, softmax and GELU are not counted.</summary>
public static class VitCost
{
    /// <summary>One forward pass at a resolution in pixels and a depth in blocks.</summary>
    public static double ForwardFlops(ModelSpec model, int channels, int classes, int resolution, int depth)
    {
        double tokens = model.TokensAt(resolution) + 1, width = model.Width;
        var linear = tokens * width * width * (4 + 2 * model.MlpRatio);
        var attention = 2 * tokens * tokens * width;
        return 2 * (StemMultiplies(model, channels, resolution) + depth * (linear + attention) + width * classes);
    }

    /// <summary>Forward and backward: the backward pass multiplies twice as often.</summary>
    public static double TrainFlops(ModelSpec model, int channels, int classes, int resolution, int depth) =>
        3 * ForwardFlops(model, channels, classes, resolution, depth);

    /// <summary>Output channels of each 3x3 stride-2 convolution of the convolutional stem, the last one at full width.</summary>
    public static IReadOnlyList<int> StemWidths(ModelSpec model)
    {
        var count = int.Log2(model.PatchSize);
        return [.. Enumerable.Range(1, count).Select(i => Math.Max(1, model.Width >> (count - i)))];
    }

    private static double StemMultiplies(ModelSpec model, int channels, int resolution)
    {
        if (model.Stem == Stem.Patch)
        {
            return (double)model.TokensAt(resolution) * model.PatchSize * model.PatchSize * channels * model.Width;
        }

        double total = 0, side = resolution, inputs = channels;
        foreach (var outputs in StemWidths(model))
        {
            side /= 2;
            total += side * side * 9 * inputs * outputs;
            inputs = outputs;
        }

        return total + side * side * inputs * model.Width;
    }
}
