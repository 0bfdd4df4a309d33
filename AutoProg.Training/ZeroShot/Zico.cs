using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>
/// ZiCo (arXiv 2301.11300) of every linear layer and convolution: ln Σ_j mean_b|g_bj| / std_b(g_bj), g_b the loss gradient of
/// batch b, at equal weights. Higher is better.
/// </summary>
public sealed class Zico : IDisposable
{
    /// <summary>Batches that the authors take; the spread of two says little.</summary>
    public const int ReferenceBatches = 2;

    public const int DefaultBatches = 8;

    private readonly IReadOnlyList<(string Name, Tensor Weight)> weights;
    private readonly Dictionary<string, GradientMoments> moments = [];

    public Zico(nn.Module model) => weights = ProductWeights.Of(model);

    /// <summary>Takes in the gradients at hand as those of one more batch; layers without a gradient do not count.</summary>
    public void AddBatch()
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, weight) in weights)
        {
            if (weight.grad is { } gradient)
            {
                Add(name, gradient);
            }
        }
    }

    /// <summary>Scores over all batches so far: the only time that the device is waited for.</summary>
    /// <exception cref="InvalidOperationException">Fewer than two batches, or a layer that had a gradient only in some.</exception>
    public ZicoScores Scores()
    {
        var batches = moments.Values.Select(layer => layer.Batches).DefaultIfEmpty(0).Max();
        if (batches < 2)
        {
            throw new InvalidOperationException($"ZiCo saw gradients of {batches} batches; give it at least 2.");
        }

        if (moments.FirstOrDefault(pair => pair.Value.Batches < batches) is { Key: { } uneven })
        {
            throw new InvalidOperationException($"'{uneven}' had a gradient in only some of {batches} batches; keep the trainable set as it is while ZiCo is measured.");
        }

        using var scope = NewDisposeScope();
        var read = stack(moments.Values.Select(layer => layer.SizeOverSpread())).cpu().data<double>().ToArray().Chunk(2)
            .Zip(moments.Keys, (pair, name) => (Name: name, Sum: pair[0], Entries: pair[1]))
            .Where(layer => layer.Sum > 0).ToArray(); // A layer without noise has no logarithm.
        return new(
            new(read.ToDictionary(layer => layer.Name, layer => Math.Log(layer.Sum))),
            new(read.ToDictionary(layer => layer.Name, layer => Math.Log(layer.Sum / layer.Entries))));
    }

    internal void Add(string name, Tensor gradient)
    {
        if (!moments.TryGetValue(name, out var layer))
        {
            moments[name] = layer = new GradientMoments(gradient);
        }

        layer.Add(gradient);
    }

    public void Dispose()
    {
        foreach (var layer in moments.Values)
        {
            layer.Dispose();
        }
    }
}

/// <summary>ZiCo by layer.</summary>
/// <param name="Sums">ln Σ_j of each layer; the score of a set is their sum.</param>
/// <param name="Means">ln of the mean over j: what a parameter adds, however many there are. The score of a set is their mean.</param>
public sealed record ZicoScores(LayerScores Sums, LayerScores Means);
