namespace AutoProg.Contracts.Specification;

/// <summary>FLOPs of a model per image, multiply-add = 2; normalisation, pooling, softmax and GELU are not counted.</summary>
public static class ModelCost
{
    /// <summary>One forward pass at a resolution in pixels and a depth in blocks; a DiT without the VAE before it.</summary>
    public static double ForwardFlops(ModelSpec model, int channels, int classes, int resolution, int depth) => 2 * model.Family switch
    {
        ModelFamily.Vit => VitCost.Multiplications(model, channels, classes, resolution, depth),
        ModelFamily.Volo => VoloCost.Multiplications(model, channels, classes, resolution, depth),
        ModelFamily.Dit => DitCost.Multiplications(model, resolution, depth),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model.Family, "Unknown model family."),
    };

    /// <summary>Forward and backward: the backward pass multiplies twice as often.</summary>
    public static double TrainFlops(ModelSpec model, int channels, int classes, int resolution, int depth) =>
        3 * ForwardFlops(model, channels, classes, resolution, depth);

    /// <summary>Forward and backward of a ViT or DiT at full depth, of which some blocks train; what is no block always trains.</summary>
    /// <param name="resolution">Pixels per side.</param>
    /// <param name="trained">Indices of the blocks that train, contiguous or not.</param>
    /// <param name="truncates">Ends the backward pass at the lowest of them; otherwise it goes down to the first block.</param>
    /// <param name="channels">Of the images; a DiT has its own.</param>
    /// <param name="classes">Of a classifier.</param>
    /// <exception cref="ArgumentException">The model is of another family, or has no block of such an index.</exception>
    public static double FineTuneFlops(
        ModelSpec model, int resolution, IReadOnlyCollection<int> trained, bool truncates, int channels = 3, int classes = 0)
    {
        if (model.Family == ModelFamily.Volo || trained.Any(block => block < 0 || block >= model.Depth))
        {
            throw new ArgumentException($"Blocks {string.Join(", ", trained)} of {model.Name} cannot be trained alone; name blocks below {model.Depth} of a ViT or DiT.", nameof(trained));
        }

        return 2 * (model.Family == ModelFamily.Dit
            ? DitCost.FineTuneMultiplications(model, resolution, trained, truncates)
            : VitCost.FineTuneMultiplications(model, channels, classes, resolution, trained, truncates));
    }
}
