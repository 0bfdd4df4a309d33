using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>The weights that zero-shot proxies look at: those of linear layers and convolutions.</summary>
internal static class ProductWeights
{
    /// <summary>In the order of the model's modules.</summary>
    public static IReadOnlyList<(string Name, Tensor Weight)> Of(nn.Module model) => [.. model.named_modules()
        .Select(pair => (Name: $"{pair.name}.weight", Weight: pair.module switch
        {
            Linear linear => linear.weight,
            Conv2d convolution => (Tensor)convolution.weight,
            _ => null,
        }))
        .Where(pair => pair.Weight is not null).Select(pair => (pair.Name, pair.Weight!))];

    /// <summary>A score of every layer that has a gradient at hand.</summary>
    public static LayerScores Score(nn.Module model, Func<Tensor, Tensor, Tensor> ofWeightAndGradient)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        return LayerScores.Read([.. Of(model).Select(pair => (pair.Name, pair.Weight, Gradient: pair.Weight.grad)).Where(layer => layer.Gradient is not null)
            .Select(layer => (layer.Name, ofWeightAndGradient(layer.Weight.to(float64), layer.Gradient!.to(float64))))]);
    }
}
