using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Latents;

internal static class ImageSpaces
{
    /// <summary>The space that the model of a specification learns.</summary>
    /// <param name="latents">Where moments of latents are kept; null keeps none.</param>
    /// <exception cref="InvalidWeightsException">There is no such autoencoder, or it makes other latents than the model takes.</exception>
    public static IImageSpace Open(RunSpec spec, ImageDataset data, ModelFolder models, string? latents, Device device) => spec.Model.Autoencoder is null
        ? new PixelSpace(spec, data.Channels, device)
        : LatentSpace.Open(spec, data, models, latents, device);
}
