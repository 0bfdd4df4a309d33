using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>A classifier whose features are what generated and real images are compared by.</summary>
public interface IFeatureExtractor : IDisposable
{
    /// <summary>Stands beside every score, because scores by different features do not compare.</summary>
    string Name { get; }

    /// <summary>True where its classes are those of the images it judges.</summary>
    bool KnowsTheClasses { get; }

    /// <summary>Numbers per image.</summary>
    int Width { get; }

    /// <summary>Features (N, D) in fp32 on the extractor's device, without gradients.</summary>
    /// <param name="images">uint8 (N, C, H, W), on any device.</param>
    Tensor Features(Tensor images);

    /// <summary>Logits (N, classes) in fp32 that the classifier gives images of these features, without gradients.</summary>
    /// <param name="features">(N, D), on the extractor's device.</param>
    Tensor Logits(Tensor features);
}
