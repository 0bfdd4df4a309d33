namespace AutoProg.Contracts.Specification;

/// <summary>Multiplications of a DiT per image; looking up labels and stages takes none.</summary>
internal static class DitCost
{
    private const int BlockModulations = 6, FinalModulations = 2;

    public static double Multiplications(ModelSpec model, int resolution, int depth)
    {
        var (learned, mixing) = Block(model, resolution);
        return Patches(model, resolution) + Embedders(model) + depth * (learned + mixing) + FinalLayer(model, resolution);
    }

    // A product of two activations goes back by two products whoever trains; one with weights by one to its input, and by
    // another to the weights where they train.
    public static double FineTuneMultiplications(ModelSpec model, int resolution, IReadOnlyCollection<int> trained, bool truncates)
    {
        var lowest = truncates ? trained.DefaultIfEmpty(model.Depth).Min() : 0;
        var (learned, mixing) = Block(model, resolution);
        var forward = Multiplications(model, resolution, model.Depth);
        var toInputs = (model.Depth - lowest) * (learned + 2 * mixing);
        var toWeights = trained.Distinct().Count() * learned;
        var outside = Embedders(model) + FinalLayer(model, resolution) + (lowest == 0 ? Patches(model, resolution) : 0);
        return forward + toInputs + toWeights + 2 * outside;
    }

    private static (double Learned, double Mixing) Block(ModelSpec model, int resolution)
    {
        double tokens = model.TokensAt(resolution), width = model.Width;
        var mixing = LayerCost.Mixing(tokens, tokens, width);
        var block = LayerCost.Block(tokens, tokens, width, model.MlpWidth(model.Width));
        return (block - mixing + BlockModulations * width * width, mixing);
    }

    private static double Patches(ModelSpec model, int resolution) =>
        LayerCost.Convolution(model.TokensAt(resolution), model.PatchSize, model.Dit.Channels, model.Width);

    private static double Embedders(ModelSpec model) => (double)(DitSpec.TimestepChannels + model.Width) * model.Width;

    private static double FinalLayer(ModelSpec model, int resolution)
    {
        double tokens = model.TokensAt(resolution), width = model.Width;
        return FinalModulations * width * width + tokens * width * model.PatchSize * model.PatchSize * model.Dit.OutputChannels;
    }
}
