using AutoProg.Contracts.Events;

namespace AutoProg.Contracts.Specification;

/// <summary>A growth schedule as a file of its own: what a run found, to be read, compared, edited and replayed without a search.</summary>
/// <param name="Version">1.</param>
/// <param name="Method">Who decided: <c>autoprog-one</c> or <c>manual</c>.</param>
/// <param name="Model">The full-size model it was found for.</param>
/// <param name="Dataset">The data it was found on.</param>
/// <param name="TotalSteps">Optimizer updates of the run that found it.</param>
/// <param name="Stages">What each stage trained.</param>
/// <param name="Decisions">Why, one per searched stage; empty where nobody searched.</param>
/// <param name="Run">Id of the run that found it.</param>
public sealed record ScheduleCard(
    int Version,
    ScheduleKind Method,
    ModelSpec Model,
    string Dataset,
    int TotalSteps,
    IReadOnlyList<GrowthStage> Stages,
    IReadOnlyList<StageDecided> Decisions,
    int Seed,
    string Run)
{
    public const int CurrentVersion = 1;

    /// <summary>The card of a run, from its specification and what its stages trained.</summary>
    public static ScheduleCard Of(string run, RunSpec spec, RunPlan plan, IReadOnlyList<StageDecided> decisions)
    {
        var chosen = decisions.ToDictionary(decision => decision.Index, decision => decision.Winner);
        var stages = GrowthGrid.Stages(spec).Select((stage, k) => chosen.TryGetValue(k, out var winner)
            ? stage with { Resolution = winner.Resolution, Depth = winner.Depth }
            : stage).ToArray();
        return new ScheduleCard(CurrentVersion, spec.Schedule.Kind, spec.Model, spec.Data.Dataset, plan.TotalSteps, stages, decisions, spec.Seed, run);
    }

    /// <summary>A specification that trains this schedule without searching.</summary>
    public RunSpec Replay(RunSpec spec) => spec with { Schedule = spec.Schedule with { Kind = ScheduleKind.Replay, Stages = Stages } };
}
