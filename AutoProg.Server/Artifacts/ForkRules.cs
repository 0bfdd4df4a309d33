using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Server.Artifacts;

/// <summary>What a fork may change: its future, but nothing of what the checkpoint's steps were trained with.</summary>
public static class ForkRules
{
    private static readonly string[] Free = ["name", "preset"];
    private static readonly string[] FreeSections = ["schedule", "search", "evaluation", "resources"];

    /// <summary>Messages by field path; empty where the specification can go on from the checkpoint.</summary>
    public static IReadOnlyDictionary<string, string[]> Check(RunSpec parent, CheckpointHistory history, CheckpointSummary checkpoint, RunSpec fork)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var field in SpecFields.Compare([SpecFields.Of(parent), SpecFields.Of(fork)]).Where(field => field.Differs && IsFixed(field.Path)))
        {
            errors[field.Path] = [$"{field.Path} was {field.Values[0]?.Text ?? "–"} in the parent. A fork goes on with the same weights, random state and data order: only name, schedule, search, evaluation and resources may change."];
        }

        if (errors.Count == 0 && ChangesSchedule(parent, fork) && ScheduleError(parent, history, checkpoint, fork) is { } error)
        {
            errors[error.Field] = [error.Message];
        }

        return errors;
    }

    private static bool IsFixed(string path) => !Free.Contains(path) && !FreeSections.Any(section => path.StartsWith(section + ".", StringComparison.Ordinal));

    private static bool ChangesSchedule(RunSpec parent, RunSpec fork) =>
        SpecFields.Compare([SpecFields.Of(parent), SpecFields.Of(fork)]).Any(field => field.Differs && (field.Path.StartsWith("schedule.", StringComparison.Ordinal) || field.Path.StartsWith("search.", StringComparison.Ordinal)));

    private static (string Field, string Message)? ScheduleError(RunSpec parent, CheckpointHistory history, CheckpointSummary checkpoint, RunSpec fork)
    {
        if (fork.Schedule.Kind is ScheduleKind.AutoprogOne or ScheduleKind.AutoprogZero)
        {
            return ("schedule.kind", "A fork that changes the schedule does not search: give its stages, with the kind replay or manual.");
        }

        if (checkpoint.IsInSearch)
        {
            return ("schedule", $"Step {checkpoint.Step} lies in a search, whose supernet only the parent's own schedule can go on from. Fork from a growth point, or change nothing of the schedule.");
        }

        if (history.Attempt is not { } attempt)
        {
            return ("schedule", "The parent's plan is not known; fork with its own schedule.");
        }

        var plan = RunPlan.For(fork, attempt.TrainImages, attempt.Classes.Count);
        if (fork.Unfreezes && plan.Stages.Count != attempt.Plan.Stages.Count)
        {
            return ("schedule.stages", $"The parent has {attempt.Plan.Stages.Count} stages, which its network tells apart; keep so many.");
        }

        var past = plan.Stages.Where(stage => stage.FirstStep < checkpoint.Step).ToArray();
        var trained = past.Select(stage => history.Stages.LastOrDefault(started => started.Index == stage.Index)?.Stage).ToArray();
        for (var k = 0; k < past.Length; k++)
        {
            if (trained[k] is not { } size || !size.SameSize(past[k].Stage) || k >= attempt.Plan.Stages.Count || attempt.Plan.Stages[k].FirstStep != past[k].FirstStep)
            {
                return ("schedule.stages", $"Stage {k + 1} begins before step {checkpoint.Step} and so must be as the parent trained it: {(trained[k] is { } was ? $"{was.Resolution} px, {was.Depth} blocks from step {(k < attempt.Plan.Stages.Count ? attempt.Plan.Stages[k].FirstStep : 0)}" : "the parent has no such stage")}.");
            }
        }

        var next = plan.StageAt(checkpoint.Step).Stage;
        return past.Length > 0 && past[^1].Stage is var now && (next.Depth < now.Depth || next.Resolution < now.Resolution)
            ? ("schedule.stages", $"At step {checkpoint.Step} the schedule goes from {now.Resolution} px, {now.Depth} blocks to {next.Resolution} px, {next.Depth} blocks; networks only grow. Raise both to at least what they were.")
            : null;
    }
}
