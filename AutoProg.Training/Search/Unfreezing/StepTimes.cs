using AutoProg.Training.Models;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>Seconds of a training step by resolution and trainable set, from a few timed ones of each resolution.</summary>
public sealed class StepTimes
{
    private readonly IReadOnlyList<double>? unitCosts;
    private readonly Dictionary<int, StepTimeModel> models;

    private StepTimes(Dictionary<int, StepTimeModel> models, IReadOnlyList<double>? unitCosts) => (this.models, this.unitCosts) = (models, unitCosts);

    /// <param name="probes">The sets that are timed at each resolution; three that differ in reach and in share tell all sets.</param>
    /// <param name="seconds">Times real steps at a resolution in pixels with a set.</param>
    /// <param name="unitCosts">Of each unit against the others; null for equal ones.</param>
    public static StepTimes Measure(
        IEnumerable<int> resolutions, IReadOnlyList<TrainableSet> probes, Func<int, TrainableSet, double> seconds, IReadOnlyList<double>? unitCosts = null) =>
        new(resolutions.Distinct().ToDictionary(
            resolution => resolution,
            resolution => StepTimeModel.Fit([.. probes.Select(set => (set, seconds(resolution, set)))], unitCosts)), unitCosts);

    /// <summary>The seconds of a step at a measured resolution.</summary>
    public double Of(int resolution, TrainableSet set) => models[resolution].Of(set, unitCosts);
}
