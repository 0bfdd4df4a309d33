using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Storage;

namespace AutoProg.Training.Models;

/// <summary>The sizes of an autoencoder as diffusers writes them.</summary>
internal static class AutoencoderConfig
{
    private const int MostBytes = 1 << 20, MostLevels = 8, MostLayers = 16, MostChannels = 8192;

    /// <exception cref="InvalidWeightsException">It is of another class, or a size is missing or out of range.</exception>
    public static AutoencoderSpec Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Require(file.Length <= MostBytes, path, $"it has {file.Length} bytes, more than {MostBytes}");
            using var document = JsonDocument.Parse(file);
            return Checked(Of(document.RootElement, path), path);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidWeightsException($"{path} is refused: {malformed.Message}", malformed);
        }
    }

    /// <summary>The same sizes, if a model can be built of them.</summary>
    /// <exception cref="InvalidWeightsException">One is out of range.</exception>
    public static AutoencoderSpec Checked(AutoencoderSpec spec, string path)
    {
        Require(spec.BlockChannels.Count is >= 1 and <= MostLevels, path, $"it has {spec.BlockChannels.Count} levels of blocks; 1 to {MostLevels} can be read");
        Require(spec.LayersPerBlock is >= 1 and <= MostLayers, path, $"it has {spec.LayersPerBlock} layers in a block; 1 to {MostLayers} can be read");
        foreach (var channels in spec.BlockChannels.Append(spec.ImageChannels).Append(spec.LatentChannels))
        {
            Require(channels is >= 1 and <= MostChannels, path, $"something of it has {channels} channels; 1 to {MostChannels} can be read");
        }

        Require(spec.NormGroups >= 1 && spec.BlockChannels.All(channels => channels % spec.NormGroups == 0), path,
            $"its {spec.NormGroups} groups of norms do not divide the channels {string.Join(", ", spec.BlockChannels)}");
        return spec;
    }

    private static AutoencoderSpec Of(JsonElement config, string path)
    {
        var kind = config.GetProperty("_class_name").GetString();
        Require(kind == "AutoencoderKL", path, $"it describes a {kind}; an AutoencoderKL can be imported");
        Require(Size("in_channels") == Size("out_channels"), path, "in_channels and out_channels differ");
        var spec = new AutoencoderSpec
        {
            ImageChannels = Size("in_channels"),
            LatentChannels = Size("latent_channels"),
            BlockChannels = [.. config.GetProperty("block_out_channels").EnumerateArray().Select(channels => channels.GetInt32())],
            LayersPerBlock = Size("layers_per_block"),
            NormGroups = Size("norm_num_groups"),
        };
        // The oldest files leave it out, and mean Stable Diffusion's.
        return config.TryGetProperty("scaling_factor", out var scaling) ? spec with { ScalingFactor = scaling.GetDouble() } : spec;

        int Size(string name) => config.GetProperty(name).GetInt32();
    }

    private static void Require(bool holds, string path, string problem)
    {
        if (!holds)
        {
            throw new InvalidWeightsException($"{path} is refused: {problem}.");
        }
    }
}
