using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Runs;

/// <summary>Reads the schedule card of a run from its folder.</summary>
public static class ScheduleCards
{
    /// <summary>The schedule that a run trained, or null while a stage is still undecided.</summary>
    public static ScheduleCard? Of(RunFolder folder)
    {
        using var reader = RunReader.Open(folder);
        if (reader?.Events<AttemptStarted>().LastOrDefault()?.Plan is not { } plan
            || JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord)?.Spec is not { } spec)
        {
            return null;
        }

        var trained = reader.Events<StageStarted>().ToLookup(started => started.Index, started => started.Stage);
        var zeroShot = spec.Schedule.Kind == ScheduleKind.AutoprogZero;
        if (plan.Stages.Any(stage => (stage.SearchSteps > 0 || (zeroShot && stage != plan.Stages[^1])) && !trained.Contains(stage.Index)))
        {
            return null;
        }

        return new ScheduleCard(
            ScheduleCard.CurrentVersion, spec.Schedule.Kind, spec.Model, spec.Data.Dataset, plan.TotalSteps,
            [.. plan.Stages.Select(stage => trained[stage.Index].LastOrDefault() ?? stage.Stage)], LastOfEach(reader.Events<StageDecided>(), decided => decided.Index), spec.Seed, folder.Id,
            zeroShot ? LastOfEach(reader.Events<UnfreezingDecided>(), decided => decided.Index) : null);
    }

    // A resumed run may have decided a stage twice; its last word counts.
    private static T[] LastOfEach<T>(IEnumerable<T> decisions, Func<T, int> index) =>
        [.. decisions.GroupBy(index).OrderBy(same => same.Key).Select(same => same.Last())];
}
