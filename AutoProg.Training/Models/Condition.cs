using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>What a denoiser is told of each sample beside its timestep; the caller owns the tensors.</summary>
/// <param name="Labels">Classes, (N) in int64; the class count means none.</param>
/// <param name="Stages">Growth stages, (N) in int64; the stage count means none. A model that tells no stages apart ignores them.</param>
public sealed record Condition(Tensor? Labels = null, Tensor? Stages = null)
{
    /// <summary>The samples of this, then those of another.</summary>
    internal Condition Then(Condition other) => new(Joined(Labels, other.Labels), Joined(Stages, other.Stages));

    private static Tensor? Joined(Tensor? first, Tensor? second) => first is null || second is null ? null : cat([first, second]);
}
