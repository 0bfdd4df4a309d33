using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>What a fine-tuning method adds to a model, and what of the whole it trains.</summary>
internal static class Adapters
{
    private const string Weight = ".weight", Bias = ".bias";
    private const string DownWeight = $".{LowRank.Down}{Weight}", UpWeight = $".{LowRank.Up}{Weight}", ScaleWeight = $".{ChannelScale.Name}{Weight}";

    // What attention and MLP of a block end with, and all of their matrices.
    private static readonly string[] Ends = [".attn.proj", ".mlp.fc2"];
    private static readonly string[] Matrices = [".attn.qkv", ".mlp.fc1", .. Ends];
    private static readonly string[] OfLabels = ["head.", "head_dist.", "y_embedder.", "s_embedder."];

    /// <summary>Adds them; the model computes what it did.</summary>
    public static void AddTo(nn.Module model, FineTuningSpec tuning)
    {
        var layers = model.named_modules().Where(pair => pair.module is Linear).Select(pair => (pair.name, Layer: (Linear)pair.module)).ToArray();
        switch (tuning.Method)
        {
            case FineTuningMethod.Lora:
                foreach (var (_, layer) in layers.Where(pair => Matrices.Any(pair.name.EndsWith)))
                {
                    LowRank.AddTo(layer, tuning.LoraRank, tuning.LoraAlpha);
                }

                break;
            case FineTuningMethod.Diffit:
                foreach (var (_, layer) in layers.Where(pair => Ends.Any(pair.name.EndsWith)))
                {
                    ChannelScale.AddTo(layer);
                }

                break;
        }
    }

    /// <summary>Converts them to a number format: a linear layer of TorchSharp converts itself alone, and nothing that was added to it.</summary>
    public static void Convert(nn.Module model, ScalarType type)
    {
        foreach (var adapter in model.modules().Where(module => module is Factor or ChannelScale))
        {
            adapter.to(type);
        }
    }

    /// <summary>True for a parameter that a method trains, unless it is the full one.</summary>
    public static bool Trains(FineTuningMethod method, string name, Tensor parameter) =>
        OfLabels.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) || method switch
        {
            FineTuningMethod.Full => true,
            FineTuningMethod.Diffit => parameter.dim() == 1, // Biases, norms and scales.
            FineTuningMethod.Lora => IsAdapter(name),
            _ => name.StartsWith("final_layer.", StringComparison.Ordinal),
        };

    /// <summary>True for a parameter that a plain model does not have.</summary>
    public static bool IsAdapter(string name) =>
        name.EndsWith(DownWeight, StringComparison.Ordinal) || name.EndsWith(UpWeight, StringComparison.Ordinal) || name.EndsWith(ScaleWeight, StringComparison.Ordinal);

    /// <summary>The layer that an adapter belongs to, without its dot: <c>blocks.0.attn.qkv</c>.</summary>
    public static string LayerOf(string adapter) => adapter[..adapter.LastIndexOf('.', adapter.Length - Weight.Length - 1)];

    /// <summary>Weights of the plain model that computes the same, in the caller's dispose scope where they are new.</summary>
    public static IReadOnlyDictionary<string, Tensor> Merged(IReadOnlyDictionary<string, Tensor> weights, FineTuningSpec tuning)
    {
        using var gradients = no_grad();
        var merged = weights.Where(pair => !IsAdapter(pair.Key)).ToDictionary();
        foreach (var (name, adapter) in weights)
        {
            if (name.EndsWith(DownWeight, StringComparison.Ordinal))
            {
                var layer = LayerOf(name);
                merged[layer + Weight] = weights[layer + Weight] + weights[layer + UpWeight].matmul(adapter) * (tuning.LoraAlpha / tuning.LoraRank);
            }
            else if (name.EndsWith(ScaleWeight, StringComparison.Ordinal))
            {
                var layer = LayerOf(name);
                merged[layer + Weight] = weights[layer + Weight] * adapter.unsqueeze(1);
                merged[layer + Bias] = weights[layer + Bias] * adapter;
            }
        }

        return merged;
    }
}
