using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>GradNorm (arXiv 2101.08134): the length of each layer's loss gradient; higher is better.</summary>
public static class GradNorm
{
    /// <summary>From the gradients at hand after one backward pass.</summary>
    public static LayerScores Of(nn.Module model) => ProductWeights.Score(model, (_, gradient) => gradient.square().sum().sqrt());
}
