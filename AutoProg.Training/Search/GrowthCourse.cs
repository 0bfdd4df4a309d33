using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Search.Unfreezing;

namespace AutoProg.Training.Search;

/// <summary>A stretch of steps that one network trains.</summary>
/// <param name="Stage">The planned stage it lies in.</param>
/// <param name="Size">What is trained; of a search, its supernet.</param>
/// <param name="FirstStep">Steps done before it.</param>
/// <param name="EndStep">Steps done when it ends.</param>
/// <param name="FlopsPerStep">Of its network.</param>
/// <param name="Search">The search it belongs to, or null where the stage trains what is known.</param>
internal sealed record Segment(PlannedStage Stage, GrowthStage Size, int FirstStep, int EndStep, double FlopsPerStep, StageSearch? Search)
{
    public int Steps => EndStep - FirstStep;
}

/// <summary>What the stages of a run train: planned beforehand, or decided one by one as the run reaches them.</summary>
internal sealed class GrowthCourse
{
    private readonly RunSpec spec;
    private readonly RunPlan plan;
    private readonly Func<int, int, double> flopsPerStep;
    private readonly SearchProgress? resumed;
    private readonly List<StageDecided> decisions;
    private readonly List<UnfreezingDecided> unfreezings;
    private StageSearch? search;

    /// <param name="flopsPerStep">Of one training step at a resolution and a depth.</param>
    /// <param name="decisions">Of a checkpoint; empty at the beginning.</param>
    /// <param name="unfreezings">Of a checkpoint; empty at the beginning.</param>
    /// <param name="resumed">The search that a checkpoint lies in, or null.</param>
    public GrowthCourse(
        RunSpec spec, RunPlan plan, Func<int, int, double> flopsPerStep,
        IReadOnlyList<StageDecided> decisions, IReadOnlyList<UnfreezingDecided> unfreezings, SearchProgress? resumed) =>
        (this.spec, this.plan, this.flopsPerStep, this.decisions, this.unfreezings, this.resumed) = (spec, plan, flopsPerStep, [.. decisions], [.. unfreezings], resumed);

    /// <summary>Of one-shot searches, in the order of their stages.</summary>
    public IReadOnlyList<StageDecided> Decisions => decisions;

    /// <summary>Of zero-shot searches, in the order of their stages.</summary>
    public IReadOnlyList<UnfreezingDecided> Unfreezings => unfreezings;

    /// <summary>Of the search that is under way, or null.</summary>
    public SearchProgress? Progress => search?.Progress;

    /// <summary>The stage of the next step, where a zero-shot search has to decide it first; null otherwise.</summary>
    public PlannedStage? Undecided(int step)
    {
        var stage = plan.StageAt(step);
        return IsUnfrozenBySearch(stage) && WinnerOf(stage) is null && CandidatesOf(stage).Count > 1 ? stage : null;
    }

    /// <summary>Takes the decision of a zero-shot search.</summary>
    public void Add(UnfreezingDecided decided) => unfreezings.Add(decided);

    /// <summary>What the step after <paramref name="step"/> finished ones belongs to.</summary>
    public Segment At(int step)
    {
        var stage = plan.StageAt(step);
        if (!IsSearched(stage) || DecisionOf(stage) is not null)
        {
            var size = SizeOf(stage);
            var first = IsSearched(stage) ? stage.FirstStep + stage.SearchSteps : stage.FirstStep;
            return new Segment(stage, size, first, stage.EndStep, flopsPerStep(size.Resolution, size.Depth), null);
        }

        search ??= new StageSearch(spec, plan, stage, new Supernet(spec.Model, CandidatesOf(stage)), FlopsOf, resumed?.Index == stage.Index ? resumed : null);
        var super = search.Supernet.Size;
        return new Segment(stage, SizedAs(stage, super), stage.FirstStep, search.EndStep, FlopsOf(super), search);
    }

    /// <summary>FLOPs of the steps still to train, as far as sizes are known; what is not decided yet counts as planned.</summary>
    public double FlopsAfter(int step)
    {
        var segment = At(step);
        var perStep = segment.Search is { } searching ? searching.Supernet.Candidates.Average(FlopsOf) : segment.FlopsPerStep;
        var later = plan.Stages.Where(stage => stage.Index > segment.Stage.Index).Sum(stage => stage.Steps * stage.FlopsPerStep);
        var undecided = segment.Search is null ? 0 : (segment.Stage.EndStep - segment.EndStep) * segment.Stage.FlopsPerStep;
        return (segment.EndStep - step) * perStep + undecided + later;
    }

    /// <summary>Ends the search that is under way.</summary>
    public StageDecided Decide(int step)
    {
        var decided = search!.Decide(step, decisions.LastOrDefault()?.Exponent ?? 0);
        decisions.Add(decided);
        search = null;
        return decided;
    }

    /// <summary>What the winner of a stage's search leaves of its supernet, or null where the stage was not searched.</summary>
    public SubNetwork? InheritedBy(PlannedStage stage) => DecisionOf(stage) is { } decided
        ? new Supernet(spec.Model, [.. decided.Candidates.Select(scored => scored.Candidate)]).SubNetworkOf(decided.Winner)
        : null;

    /// <summary>What a stage trains once its search is over.</summary>
    public GrowthStage SizeOf(PlannedStage stage) => (WinnerOf(stage), stage.SearchSteps > 0 || IsUnfrozenBySearch(stage) ? CandidatesOf(stage) : []) switch
    {
        ({ } winner, _) => SizedAs(stage, winner),
        (null, [var only]) => SizedAs(stage, only), // The stage before reached the end of both grids.
        _ => stage.Stage,
    };

    public double FlopsOf(Candidate candidate) => flopsPerStep(candidate.Resolution, candidate.Depth);

    private bool IsSearched(PlannedStage stage) => stage.SearchSteps > 0 && CandidatesOf(stage).Count > 1;

    /// <summary>What the search of a stage weighs.</summary>
    public IReadOnlyList<Candidate> CandidatesOf(PlannedStage stage)
    {
        var before = stage.Index == 0 ? null : SizeOf(plan.Stages[stage.Index - 1]);
        return spec.Schedule.Kind == ScheduleKind.AutoprogZero
            ? UnfreezingGrid.Of(
                GrowthGrid.Resolutions(spec), GrowthGrid.Depths(spec), stage.Index, plan.Stages.Count,
                before is null ? null : new Candidate(before.Resolution, before.Depth))
            : CandidateGrid.Of(spec, before);
    }

    private bool IsUnfrozenBySearch(PlannedStage stage) => spec.Schedule.Kind == ScheduleKind.AutoprogZero && stage.Index < plan.Stages.Count - 1;

    private Candidate? WinnerOf(PlannedStage stage) =>
        DecisionOf(stage)?.Winner ?? unfreezings.Find(decision => decision.Index == stage.Index)?.Winner;

    private StageDecided? DecisionOf(PlannedStage stage) => decisions.Find(decision => decision.Index == stage.Index);

    private static GrowthStage SizedAs(PlannedStage stage, Candidate size) =>
        stage.Stage with { Resolution = size.Resolution, Depth = size.Depth };
}
