using AutoProg.Training.Data;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>
/// The normed class token of a vision transformer trained on the set itself: features for images too small for Inception-v3.
/// Scores by it compare only with each other.
/// </summary>
/// <param name="name">Says which classifier it is, as the file it came from.</param>
/// <param name="model">In evaluation mode from now on; disposed with this.</param>
/// <param name="preparation">How the model's own images were normalised; disposed with this.</param>
/// <param name="device">The model's.</param>
public sealed class ClassifierFeatures(string name, Vit model, Augmentation preparation, Device device) : IFeatureExtractor
{
    public string Name => name;

    public bool KnowsTheClasses => true;

    public int Width => model.Spec.Width;

    public Tensor Features(Tensor images)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var tokens = model.Tokens(preparation.Evaluate(images.to(device), model.Spec.Resolution)); // (N, P+T, D)
        return tokens.select(1, 0).to(float32).clone().MoveToOuterDisposeScope();                  // (N, D)
    }

    public Tensor Logits(Tensor features)
    {
        using var gradients = no_grad();
        return model.Classify(features);
    }

    public void Dispose()
    {
        model.Dispose();
        preparation.Dispose();
    }
}
