using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>
/// Seconds of a training step by trainable set, at one resolution: T(S) = forward + input gradients from the lowest
/// trained unit up + weight gradients of the trained units. None of the three is negative.
/// </summary>
/// <param name="Forward">With all else that every set needs.</param>
/// <param name="InputGradients">Of a backward pass through all units.</param>
/// <param name="WeightGradients">Of all units, with their share of the optimizer.</param>
public sealed record StepTimeModel(double Forward, double InputGradients, double WeightGradients)
{
    /// <summary>The seconds of a step that trains a set.</summary>
    /// <param name="unitCosts">Of each unit against the others; null for equal ones.</param>
    public double Of(TrainableSet set, IReadOnlyList<double>? unitCosts = null)
    {
        var (span, share) = Parts(set, unitCosts);
        return Forward + span * InputGradients + share * WeightGradients;
    }

    /// <summary>Least squares over timed sets; sets that all reach equally far down leave <see cref="Forward"/> and <see cref="InputGradients"/> known by their sum only.</summary>
    /// <param name="timed">At least one set with its seconds.</param>
    public static StepTimeModel Fit(IReadOnlyList<(TrainableSet Set, double Seconds)> timed, IReadOnlyList<double>? unitCosts = null)
    {
        var rows = timed.Select(one => Parts(one.Set, unitCosts)).Select(parts => new[] { 1, parts.Span, parts.Share }).ToArray();
        var best = NonNegativeLeastSquares.Solve(rows, [.. timed.Select(one => one.Seconds)]);
        return new(best[0], best[1], best[2]);
    }

    // Shares of the costs of all units that the backward pass goes through, and that train.
    private static (double Span, double Share) Parts(TrainableSet set, IReadOnlyList<double>? unitCosts)
    {
        var costs = unitCosts ?? [.. Enumerable.Repeat(1.0, set.Units.Count)];
        return (costs.Skip(set.Lowest).Sum() / costs.Sum(), set.Trained.Sum(unit => costs[unit]) / costs.Sum());
    }
}
