namespace AutoProg.Contracts.Specification;

/// <summary>FLOPs of a model per image, multiply-add = 2; normalisation, pooling, softmax and GELU are not counted.</summary>
public static class ModelCost
{
    /// <summary>One forward pass at a resolution in pixels and a depth in blocks.</summary>
    public static double ForwardFlops(ModelSpec model, int channels, int classes, int resolution, int depth) => 2 * model.Family switch
    {
        ModelFamily.Vit => VitCost.Multiplications(model, channels, classes, resolution, depth),
        ModelFamily.Volo => VoloCost.Multiplications(model, channels, classes, resolution, depth),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model.Family, "Unknown model family."),
    };

    /// <summary>Forward and backward: the backward pass multiplies twice as often.</summary>
    public static double TrainFlops(ModelSpec model, int channels, int classes, int resolution, int depth) =>
        3 * ForwardFlops(model, channels, classes, resolution, depth);
}
