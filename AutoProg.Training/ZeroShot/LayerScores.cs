using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>A zero-shot score of each layer, by the name of its weight. Scores of layers add up to that of a trainable set.</summary>
public sealed record LayerScores(IReadOnlyDictionary<string, double> ByWeight)
{
    public double Total => ByWeight.Values.Sum();

    /// <summary>The sum over the layers that a set trains.</summary>
    public double Over(TrainableSet set) => Trained(set).Sum();

    /// <summary>The mean over the layers that a set trains.</summary>
    public double MeanOver(TrainableSet set) => Trained(set).DefaultIfEmpty(0).Average();

    /// <summary>Reads scalars back from the device, all at once.</summary>
    internal static LayerScores Read(IEnumerable<(string Weight, Tensor Score)> scores)
    {
        using var scope = NewDisposeScope();
        var all = scores.ToArray();
        var values = all.Length == 0 ? [] : stack(all.Select(pair => pair.Score.to(float64))).cpu().data<double>().ToArray();
        return new(all.Zip(values, (pair, value) => (pair.Weight, value)).ToDictionary(pair => pair.Weight, pair => pair.value));
    }

    private IEnumerable<double> Trained(TrainableSet set) => ByWeight.Where(pair => set.Contains(pair.Key)).Select(pair => pair.Value);
}
