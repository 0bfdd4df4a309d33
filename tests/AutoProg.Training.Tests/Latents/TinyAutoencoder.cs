using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using AutoProg.Training.Tests.Loop;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Latents;

/// <summary>A random autoencoder of grey images, a point for two pixels, and a tiny run on its latents.</summary>
internal static class TinyAutoencoder
{
    public static AutoencoderSpec Sizes { get; } = new()
    {
        ImageChannels = 1, LatentChannels = 2, BlockChannels = [4, 4], LayersPerBlock = 1, NormGroups = 2, ScalingFactor = 0.5,
    };

    public static RunSpec Write(TempFolder folder, string name = "vae")
    {
        random.manual_seed(11);
        using var model = new AutoencoderKl(Sizes);
        var path = folder[$"{name}.safetensors"];
        SafetensorsFile.Write(path, model.state_dict(), new Dictionary<string, string> { [AutoencoderFile.SizesKey] = AutoencoderFile.SizesText(Sizes) });
        return TinyRun.Denoising with
        {
            Model = TinyRun.Denoising.Model with
            {
                PatchSize = 2, Autoencoder = path, Dit = TinyRun.Denoising.Model.Dit with { Channels = 2, LatentFactor = 2 },
            },
            Data = TinyRun.Denoising.Data with { CropPadding = 0, HorizontalFlip = true },
        };
    }
}
