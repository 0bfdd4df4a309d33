namespace AutoProg.Contracts.Specification;

/// <summary>What <see cref="SearchMode.Reference"/> stands for, one value for each field that it decides.</summary>
public static class ReferenceMode
{
    /// <summary>Samples per batch of the neural tangent kernel and of ZiCo.</summary>
    public const int BatchSize = 16;

    /// <summary>Batches whose condition numbers are averaged.</summary>
    public const int NtkBatches = 2;

    private static readonly SearchSpec OneShot = new() { Mode = SearchMode.Reference, Epochs = 2, EvalBatches = 50, Readings = 5, TimedSteps = 50 };
    private static readonly SearchSpec ZeroShot = new() { Mode = SearchMode.Reference, NtkSamples = BatchSize, ZicoBatches = 2, TimedSteps = 6 };

    /// <summary>
    /// The specification with the fields that its search mode decides. One-shot: two epochs, five readings of 50 batches, MoGrow.
    /// Zero-shot: blocks dealt in turn, two batches each for both proxies, the vote of ranks; only the cost stays as it is,
    /// and the sets of the released code where they are asked for.
    /// </summary>
    public static RunSpec Resolved(this RunSpec spec) => (spec.Search.Mode, spec.Schedule.Kind) switch
    {
        (SearchMode.Reference, ScheduleKind.AutoprogOne) => spec with
        {
            Search = OneShot with { Cost = spec.Search.Cost },
            Schedule = spec.Schedule with { Operator = GrowthOperatorKind.Mogrow },
        },
        (SearchMode.Reference, ScheduleKind.AutoprogZero) => spec with
        {
            Search = ZeroShot with { Cost = spec.Search.Cost },
            FineTuning = spec.FineTuning with
            {
                Rule = UnfreezingRule.RankVote,
                Unfreezing = spec.FineTuning.Unfreezing == UnfreezingOrder.Released ? UnfreezingOrder.Released : UnfreezingOrder.Interleaved,
            },
        },
        _ => spec,
    };
}
