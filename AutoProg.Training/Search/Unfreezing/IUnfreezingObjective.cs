using AutoProg.Contracts.Events;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>A rule that chooses what a fine-tuning stage trains.</summary>
public interface IUnfreezingObjective
{
    /// <param name="stage">Its index.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="measured">At least one candidate.</param>
    UnfreezingDecided Decide(int stage, int step, IReadOnlyList<UnfreezingMeasurement> measured);
}
