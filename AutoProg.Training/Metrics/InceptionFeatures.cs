using AutoProg.Training.Metrics.Inception;
using AutoProg.Training.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>The 2048 pooled features of Inception-v3 that FID is defined by (arXiv 1706.08500).</summary>
public sealed class InceptionFeatures : IFeatureExtractor
{
    private readonly InceptionV3 network;
    private readonly Device device;

    /// <param name="path">Weights with the parameter names of pytorch-fid: a safetensors file or a file of torch.save.</param>
    /// <exception cref="InvalidWeightsException">The file is refused, or holds another network.</exception>
    public InceptionFeatures(string path, Device device)
    {
        network = InceptionV3.Load(path);
        network.to(device);
        this.device = device;
    }

    public string Name => "inception-v3";

    public bool KnowsTheClasses => false;

    public int Width => InceptionV3.Width;

    /// <inheritdoc/>
    /// <param name="images">uint8 (N, C, H, W) of any size; grey ones (C = 1) count as three equal channels.</param>
    public Tensor Features(Tensor images)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var pixels = images.to(device).to(float32) / byte.MaxValue;                     // (N, C, H, W)
        return network.call(pixels.expand(-1, 3, -1, -1)).MoveToOuterDisposeScope();    // (N, D)
    }

    public Tensor Logits(Tensor features)
    {
        using var gradients = no_grad();
        return network.Classify(features);
    }

    public void Dispose() => network.Dispose();
}
