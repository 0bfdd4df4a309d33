using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Checkpoints;

/// <summary>Everything a run needs to go on: a position and named tensors on the CPU.</summary>
/// <param name="Model">Online weights by parameter name, fp32.</param>
/// <param name="Momentum">The momentum network's weights by the same names; empty where there is none.</param>
/// <param name="Optimizer">Optimizer state by <c>name.exp_avg</c>, <c>name.exp_avg_sq</c> and <c>name.step</c>.</param>
public sealed record Snapshot(
    TrainingPosition Position,
    IReadOnlyDictionary<string, Tensor> Model,
    IReadOnlyDictionary<string, Tensor> Momentum,
    IReadOnlyDictionary<string, Tensor> Optimizer) : IDisposable
{
    public void Dispose()
    {
        foreach (var tensor in Model.Values.Concat(Momentum.Values).Concat(Optimizer.Values))
        {
            tensor.Dispose();
        }
    }

    /// <summary>The name of the first tensor that holds a NaN or an infinity, or null.</summary>
    public string? FirstNotFinite()
    {
        using var scope = NewDisposeScope();
        return Model.Concat(Momentum).Concat(Optimizer)
            .Where(entry => entry.Value.is_floating_point() && !entry.Value.isfinite().all().item<bool>())
            .Select(entry => entry.Key)
            .FirstOrDefault();
    }
}
