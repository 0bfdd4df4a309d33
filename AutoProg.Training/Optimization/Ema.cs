using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Optimization;

/// <summary>A momentum network: an exponential moving average of named tensors, in fp32 where they are floating-point.</summary>
public sealed class Ema : IDisposable
{
    private readonly Dictionary<string, Tensor> shadow;
    private readonly (Tensor Target, Tensor Source)[] averaged, whole;

    /// <param name="source">What to follow: the optimizer's fp32 weights, and buffers where a model has any. Must stay alive and in place.</param>
    /// <param name="initial">Averages by name to go on from, copied; names that are missing start at the source's values.</param>
    /// <param name="moving">Names that change; the others are never visited. All if null.</param>
    public Ema(IReadOnlyDictionary<string, Tensor> source, IReadOnlyDictionary<string, Tensor>? initial = null, IReadOnlySet<string>? moving = null)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        shadow = source.ToDictionary(
            pair => pair.Key,
            pair => Copy(initial is not null && initial.TryGetValue(pair.Key, out var saved) ? saved : pair.Value, pair.Value.device),
            StringComparer.Ordinal);
        var followed = source.Where(pair => moving is null || moving.Contains(pair.Key)).ToArray();
        averaged = [.. followed.Where(pair => pair.Value.is_floating_point()).Select(pair => (shadow[pair.Key], pair.Value))];
        whole = [.. followed.Where(pair => !pair.Value.is_floating_point()).Select(pair => (shadow[pair.Key], pair.Value))];
    }

    /// <summary>The averages by name, owned here.</summary>
    public IReadOnlyDictionary<string, Tensor> Shadow => shadow;

    /// <summary>shadow = decay · shadow + (1 - decay) · source. 0 copies the source; 1 keeps the average.</summary>
    public void Update(double decay)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        if (averaged.Length > 0)
        {
            using Scalar weight = 1 - decay;
            ForeachKernels.Lerp(Array.ConvertAll(averaged, pair => pair.Target), Array.ConvertAll(averaged, pair => pair.Source), weight);
        }

        foreach (var (target, source) in whole)
        {
            // Counters are averaged as real numbers and cut off, as timm does.
            var mixed = target.to(float64) * decay + source.to(float64) * (1 - decay);
            target.copy_(mixed.trunc());
        }
    }

    public void Dispose()
    {
        foreach (var tensor in shadow.Values)
        {
            tensor.Dispose();
        }
    }

    private static Tensor Copy(Tensor tensor, Device device) =>
        tensor.detach().to(tensor.is_floating_point() ? float32 : tensor.dtype, device, copy: true).DetachFromDisposeScope();
}
