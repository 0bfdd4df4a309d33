using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>A safetensors file with an autoencoder and, in its metadata, the sizes of it: what importing a folder of diffusers makes.</summary>
public static class AutoencoderFile
{
    /// <summary>The entry of the metadata that holds the sizes as JSON.</summary>
    public const string SizesKey = "autoencoder";

    private const string Attention = ".attentions.";
    private const int MostNames = 5;

    // By older versions of diffusers.
    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["query"] = "to_q",
        ["key"] = "to_k",
        ["value"] = "to_v",
        ["proj_attn"] = "to_out.0",
    };

    /// <summary>The autoencoder of such a file, for evaluation, in fp32 on the CPU.</summary>
    /// <exception cref="InvalidWeightsException">It is no such file, or its weights do not fit the sizes it gives.</exception>
    public static AutoencoderKl Load(string path)
    {
        using var file = Open(path);
        var spec = AutoencoderConfig.Checked(SizesOf(file, path), path);
        var weights = Fitting(file.Tensors, spec, path);
        var model = new AutoencoderKl(spec);
        model.CopyWeights(weights);
        model.eval();
        return model;
    }

    /// <summary>Weights of diffusers by today's names, if they are those of an autoencoder of these sizes.</summary>
    /// <exception cref="InvalidWeightsException">A name or shape differs.</exception>
    internal static IReadOnlyDictionary<string, Tensor> Fitting(IReadOnlyDictionary<string, Tensor> weights, AutoencoderSpec spec, string source)
    {
        var named = weights.ToLookup(pair => NameOf(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        var shapes = MetaDevice.ShapesOf(() => new AutoencoderKl(spec));
        string[] wrong =
        [
            .. shapes.Keys.Where(name => !named.Contains(name)).Select(name => $"{name} is missing"),
            .. named.Where(found => !shapes.ContainsKey(found.Key) || found.Count() > 1).Select(found => $"{found.Key} is unexpected"),
            .. shapes.Where(pair => named.Contains(pair.Key) && !named[pair.Key].First().shape.SequenceEqual(pair.Value))
                .Select(pair => $"{pair.Key} is [{string.Join(", ", named[pair.Key].First().shape)}] instead of [{string.Join(", ", pair.Value)}]"),
        ];
        return wrong.Length == 0
            ? named.ToDictionary(found => found.Key, found => found.Single(), StringComparer.Ordinal)
            : throw new InvalidWeightsException(
                $"{source} does not fit the sizes given with it: {string.Join("; ", wrong.Take(MostNames))}{(wrong.Length > MostNames ? "; …" : "")}.");
    }

    internal static string SizesText(AutoencoderSpec spec) => JsonSerializer.Serialize(spec, ContractsJson.Default.AutoencoderSpec);

    private static SafetensorsFile Open(string path)
    {
        try
        {
            return SafetensorsFile.Read(path);
        }
        catch (InvalidDataException invalid)
        {
            throw new InvalidWeightsException(invalid.Message, invalid);
        }
    }

    private static AutoencoderSpec SizesOf(SafetensorsFile file, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(file.Metadata[SizesKey], ContractsJson.Default.AutoencoderSpec)!;
        }
        catch (Exception missing) when (missing is JsonException or KeyNotFoundException)
        {
            throw new InvalidWeightsException($"'{path}' does not give the sizes of an autoencoder; make such a file by 'autoprog import --from vae/'.", missing);
        }
    }

    private static string NameOf(string name)
    {
        var parts = name.Split('.');
        return name.Contains(Attention, StringComparison.Ordinal) && Renamed.TryGetValue(parts[^2], out var today)
            ? string.Join('.', [.. parts[..^2], today, parts[^1]])
            : name;
    }
}
