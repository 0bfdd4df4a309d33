using AutoProg.Training.Optimization;
using static TorchSharp.torch;

namespace AutoProg.Training.Checkpoints;

/// <summary>Optimizer state as named tensors: <c>NAME.exp_avg</c>, <c>NAME.exp_avg_sq</c>, <c>NAME.step</c>.</summary>
internal static class OptimizerStates
{
    private const string ExpAvg = ".exp_avg";
    private const string ExpAvgSq = ".exp_avg_sq";
    private const string Step = ".step";

    public static IReadOnlyDictionary<string, Tensor> Flatten(IReadOnlyDictionary<string, AdamWState> states) => states
        .SelectMany(entry => new KeyValuePair<string, Tensor>[]
        {
            new(entry.Key + ExpAvg, entry.Value.ExpAvg),
            new(entry.Key + ExpAvgSq, entry.Value.ExpAvgSq),
            new(entry.Key + Step, entry.Value.Step),
        })
        .ToDictionary();

    public static IReadOnlyDictionary<string, AdamWState> Read(IReadOnlyDictionary<string, Tensor> tensors) => tensors.Keys
        .Where(key => key.EndsWith(Step, StringComparison.Ordinal))
        .Select(key => key[..^Step.Length])
        .ToDictionary(name => name, name => new AdamWState(tensors[name + ExpAvg], tensors[name + ExpAvgSq], tensors[name + Step]));
}
