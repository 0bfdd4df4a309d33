using System.Globalization;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>A trained model in one safetensors file: weights under their public names, and in the file's metadata all that using them takes.</summary>
/// <param name="Spec">The model.</param>
/// <param name="Dataset">What it was trained on, as <c>data.dataset</c>.</param>
/// <param name="Classes">Labels it knows.</param>
/// <param name="Mean">Per channel, of pixels from 0 to 1: how its images were normalised.</param>
/// <param name="Std">Per channel, of pixels from 0 to 1.</param>
internal sealed record PortableModel(ModelSpec Spec, string Dataset, int Classes, IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    private const string ModelKey = "autoprog.model", DatasetKey = "autoprog.dataset", ClassesKey = "autoprog.classes", MeanKey = "autoprog.mean", StdKey = "autoprog.std";

    public void Write(string path, IReadOnlyDictionary<string, Tensor> weights) => SafetensorsFile.Write(path, weights, new Dictionary<string, string>
    {
        ["format"] = "pt", // What other readers look for.
        [ModelKey] = JsonSerializer.Serialize(Spec with { Weights = null }, ContractsJson.Default.ModelSpec),
        [DatasetKey] = Dataset,
        [ClassesKey] = Classes.ToString(CultureInfo.InvariantCulture),
        [MeanKey] = Joined(Mean),
        [StdKey] = Joined(Std),
    });

    /// <summary>The description in a file's metadata, or null where it has none.</summary>
    /// <exception cref="InvalidWeightsException">It has one that does not read.</exception>
    public static PortableModel? Of(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(ModelKey, out var model))
        {
            return null;
        }

        try
        {
            return new PortableModel(
                JsonSerializer.Deserialize(model, ContractsJson.Default.ModelSpec)!,
                file.Metadata[DatasetKey],
                int.Parse(file.Metadata[ClassesKey], CultureInfo.InvariantCulture),
                Split(file.Metadata[MeanKey]),
                Split(file.Metadata[StdKey]));
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidWeightsException($"The description of the model in the file's metadata does not read: {wrong.Message} Export it anew by 'autoprog export'.", wrong);
        }
    }

    private static string Joined(IReadOnlyList<float> values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static float[] Split(string values) => [.. values.Split(' ').Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
}
