using AutoProg.Contracts.Events;

namespace AutoProg.Contracts.Specification;

/// <summary>A growth schedule as a file of its own: what a run found, to be read, compared, edited and replayed without a search.</summary>
/// <param name="Version"><see cref="CurrentVersion"/>.</param>
/// <param name="Method">Who decided.</param>
/// <param name="Model">The full-size model it was found for.</param>
/// <param name="Dataset">The data it was found on.</param>
/// <param name="TotalSteps">Optimizer updates of the run that found it.</param>
/// <param name="Stages">What each stage trained.</param>
/// <param name="Decisions">Why, one per searched stage; empty where nobody searched.</param>
/// <param name="Seed">Of the run that found it.</param>
/// <param name="Run">Its id.</param>
/// <param name="Unfreezings">Why, one per stage of a zero-shot search; null of other runs.</param>
public sealed record ScheduleCard(
    int Version,
    ScheduleKind Method,
    ModelSpec Model,
    string Dataset,
    int TotalSteps,
    IReadOnlyList<GrowthStage> Stages,
    IReadOnlyList<StageDecided> Decisions,
    int Seed,
    string Run,
    IReadOnlyList<UnfreezingDecided>? Unfreezings = null)
{
    public const int CurrentVersion = 1;

    /// <summary>A specification that trains this schedule without searching.</summary>
    public RunSpec Replay(RunSpec spec) => spec with { Schedule = spec.Schedule with { Kind = ScheduleKind.Replay, Stages = Stages } };
}
