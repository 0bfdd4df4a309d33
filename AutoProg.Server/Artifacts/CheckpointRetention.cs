using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Artifacts;

/// <summary>Which checkpoints of a run the rules let go.</summary>
public static class CheckpointRetention
{
    /// <summary>Those that no rule keeps. A damaged one does not count as one of the newest, and is not removed: a person may want to look at it.</summary>
    public static IReadOnlyList<CheckpointSummary> Surplus(IReadOnlyList<CheckpointSummary> checkpoints, RetentionRules rules)
    {
        var whole = checkpoints.Where(one => one.Damage is null).OrderByDescending(one => one.Step).ToArray();
        return
        [
            .. whole.Skip(Math.Max(1, rules.KeepNewest))
                .Where(one => !one.IsPinned && !(rules.KeepBest && one.IsBest) && !(rules.KeepGrowthPoints && one.IsKept)),
        ];
    }
}
