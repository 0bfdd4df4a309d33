using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>SNIP (arXiv 1810.02340): Σ |weight · gradient| of each layer, what the loss would feel without it; higher is better.</summary>
public static class Snip
{
    /// <summary>From the gradients at hand after one backward pass.</summary>
    public static LayerScores Of(nn.Module model) => ProductWeights.Score(model, (weight, gradient) => (weight * gradient).abs().sum());
}
