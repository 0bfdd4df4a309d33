using System.Text.Json;
using System.Text.Json.Serialization;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>What LoRA learned alone, as peft keeps it: <c>adapter_model.safetensors</c> by peft's names, and <c>adapter_config.json</c>.</summary>
internal static class AdapterFile
{
    public const string WeightsName = "adapter_model.safetensors", ConfigName = "adapter_config.json";

    private const string Prefix = "base_model.model.";

    /// <param name="folder">Made where there is none.</param>
    /// <param name="weights">Of the model with its adapters.</param>
    /// <exception cref="FormatException">The run did not train by LoRA.</exception>
    public static void Write(string folder, IReadOnlyDictionary<string, Tensor> weights, FineTuningSpec tuning)
    {
        if (tuning.Method != FineTuningMethod.Lora)
        {
            throw new FormatException("--adapters: the run did not train by LoRA (fineTuning.method lora); leave the option out for its whole weights.");
        }

        Directory.CreateDirectory(folder);
        var trained = weights.Where(pair => Adapters.Trains(tuning.Method, pair.Key, pair.Value)).ToArray();
        SafetensorsFile.Write(
            Path.Combine(folder, WeightsName), trained.ToDictionary(pair => Prefix + pair.Key, pair => pair.Value), new Dictionary<string, string> { ["format"] = "pt" });
        var config = new AdapterConfig(
            "LORA", tuning.LoraRank, tuning.LoraAlpha,
            [.. trained.Where(pair => Adapters.IsAdapter(pair.Key)).Select(pair => Last(Adapters.LayerOf(pair.Key))).Distinct().Order(StringComparer.Ordinal)],
            [.. trained.Where(pair => !Adapters.IsAdapter(pair.Key)).Select(pair => pair.Key.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)],
            "none", 0, false);
        File.WriteAllText(Path.Combine(folder, ConfigName), JsonSerializer.Serialize(config, AdapterJson.Default.AdapterConfig));
    }

    private static string Last(string layer) => layer[(layer.LastIndexOf('.') + 1)..];
}

/// <param name="R">Rank.</param>
/// <param name="TargetModules">Last names of the layers that change.</param>
/// <param name="ModulesToSave">What trained as a whole.</param>
internal sealed record AdapterConfig(
    string PeftType, int R, double LoraAlpha, IReadOnlyList<string> TargetModules, IReadOnlyList<string> ModulesToSave, string Bias, double LoraDropout, bool FanInFanOut);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(AdapterConfig))]
internal sealed partial class AdapterJson : JsonSerializerContext;
