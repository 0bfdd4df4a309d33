namespace AutoProg.Contracts.Specification;

/// <content>The rules of growth schedules and of their search.</content>
public static partial class SpecValidator
{
    private static void CheckSchedule(RunSpec spec, Errors errors)
    {
        var (schedule, searched) = (spec.Schedule, spec.Schedule.Kind is ScheduleKind.AutoprogOne or ScheduleKind.AutoprogZero);
        CheckKind(spec, errors);
        if (schedule.Kind == ScheduleKind.None || errors.Any)
        {
            return;
        }

        errors.Unless(schedule.Kind != ScheduleKind.Replay || schedule.Stages is not null, "schedule.stages",
            "A replay needs the stages of a schedule card.");
        if (schedule.Stages is null || searched)
        {
            errors.InRange("schedule.stageCount", schedule.StageCount, 2, 64, "stages");
            errors.InRange("schedule.smallestResolution", schedule.SmallestResolution, 0.05, 1);
            errors.InRange("schedule.smallestDepth", schedule.SmallestDepth, 0.05, 1);
        }

        if (schedule.Stages is { } stages)
        {
            CheckStarts(stages, errors);
            if (!errors.Any && !searched)
            {
                CheckSizes(spec, stages, errors);
            }
        }

        if (!errors.Any)
        {
            CheckGroups(spec, searched ? null : schedule.Stages, errors);
            var starts = StartEpochs(spec);
            errors.Unless(spec.Optimization.MaxSteps > 0 || starts.Distinct().Count() == starts.Length, "schedule.stageCount",
                $"{starts.Length} stages do not fit into {spec.Optimization.Epochs} epochs: each needs at least one. Use fewer stages or more epochs.");
        }

        if (!errors.Any && searched)
        {
            errors.Unless(GrowthGrid.Stages(spec).Count > 1, "schedule.stages", "A search needs two stages or more.");
            (schedule.Kind == ScheduleKind.AutoprogOne ? (Action<RunSpec, Errors>)CheckSupernetSearch : CheckZeroShotSearch)(spec, errors);
        }
    }

    private static void CheckKind(RunSpec spec, Errors errors)
    {
        errors.Unless(spec.Schedule.Kind != ScheduleKind.AutoprogOne || !spec.Unfreezes, "schedule.kind",
            "AutoProg-One grows models that are trained from scratch; a model that is fine-tuned unfreezes. Use autoprog-zero.");
        errors.Unless(spec.Schedule.Kind != ScheduleKind.AutoprogZero || spec.Unfreezes, "schedule.kind",
            "AutoProg-Zero unfreezes models that are fine-tuned; this one is trained from scratch and grows. Use autoprog-one.");
        errors.Unless(!spec.Unfreezes || spec.FineTuning.Unfreezing != UnfreezingOrder.Released || (spec.Model.Depth, spec.Schedule.StageCount) == (TrainedBlocks.ReleasedBlocks, TrainedBlocks.ReleasedGroups), "fineTuning.unfreezing",
            $"The sets of the authors' released code fit {TrainedBlocks.ReleasedBlocks} blocks and schedule.stageCount {TrainedBlocks.ReleasedGroups} only; use interleaved for the sets that they describe, or contiguous.");
        errors.Unless(!spec.Unfreezes || spec.FineTuning.Rule != UnfreezingRule.LossTime, "fineTuning.rule",
            "A zero-shot search reads no held-out losses to weigh; use gain-per-cost or rank-vote.");
        errors.InRange("fineTuning.leastGain", spec.FineTuning.LeastGain, 0, 1e6);
    }

    private static void CheckZeroShotSearch(RunSpec spec, Errors errors)
    {
        errors.InRange("search.ntkSamples", spec.Search.NtkSamples, 2, 4_096, "images");
        errors.InRange("search.zicoBatches", spec.Search.ZicoBatches, 2, 10_000, "batches");
        errors.InRange("search.timedSteps", spec.Search.TimedSteps, 1, 10_000, "steps");
    }

    private static void CheckSupernetSearch(RunSpec spec, Errors errors)
    {
        var (search, optimization) = (spec.Search, spec.Optimization);
        errors.InRange("search.epochs", search.Epochs, 1, 1_000, "epochs");
        errors.InRange("search.evalBatches", search.EvalBatches, 1, 10_000, "batches");
        errors.InRange("search.readings", search.Readings, 2, 1_000, "readings");
        errors.InRange("search.timedSteps", search.TimedSteps, 1, 10_000, "steps");
        errors.Unless(optimization.MaxSteps == 0 || optimization.MaxSteps >= optimization.Epochs, "optimization.maxSteps",
            $"A search needs a step for each of the {optimization.Epochs} epochs or more; use {optimization.Epochs} or more steps, or 0.");
        if (errors.Any)
        {
            return;
        }

        var depths = GrowthGrid.Depths(spec);
        errors.Unless(depths[^1] <= 2 * depths[0], "schedule.smallestDepth",
            $"A supernet of {depths[^1]} blocks cannot hold sub-networks of {depths[0]}: at most twice as deep as its smallest. Use 0.5 or more.");

        // With a step limit, stages and searches are rounded to steps apart from each other.
        var starts = optimization.MaxSteps > 0
            ? [.. GrowthGrid.Stages(spec).Select(stage => GrowthGrid.StartEpoch(stage.StartFraction, optimization.MaxSteps))]
            : StartEpochs(spec);
        var (window, unit) = optimization.MaxSteps > 0
            ? ((int)((long)search.Epochs * optimization.MaxSteps / optimization.Epochs), "steps")
            : (search.Epochs, "epochs");
        for (var k = 1; k < starts.Length; k++)
        {
            errors.Unless(starts[k] - starts[k - 1] > window, "search.epochs",
                $"Stage {k} has {starts[k] - starts[k - 1]} {unit}, {window} of them for its search; leave at least one to train what was found. Use fewer search epochs, fewer stages, or more epochs.");
        }
    }

    private static int[] StartEpochs(RunSpec spec) =>
        [.. GrowthGrid.Stages(spec).Select(stage => GrowthGrid.StartEpoch(stage.StartFraction, spec.Optimization.Epochs))];

    private static void CheckStarts(IReadOnlyList<GrowthStage> stages, Errors errors)
    {
        if (stages.Count is 0 or > 64)
        {
            errors.Add("schedule.stages", $"A schedule has 1 to 64 stages, not {stages.Count}.");
            return;
        }

        // JSON can hold null where the type cannot.
        for (var k = 0; k < stages.Count; k++)
        {
            errors.Unless(stages[k] is not null, $"schedule.stages[{k}]", "The stage is null; give its startFraction, resolution and depth.");
        }

        if (errors.Any)
        {
            return;
        }

        errors.Unless(stages[0].StartFraction == 0, "schedule.stages[0].startFraction", "The first stage starts at 0.");
        for (var k = 0; k < stages.Count; k++)
        {
            var (path, start) = ($"schedule.stages[{k}].startFraction", stages[k].StartFraction);
            errors.Unless(double.IsFinite(start) && start is >= 0 and < 1, path, $"A stage starts at a fraction from 0 to below 1, not {start}.");
            errors.Unless(k == 0 || start > stages[k - 1].StartFraction, path, $"Stage {k + 1} starts at {start}, not after stage {k}; put the stages in order.");
        }
    }

    private static void CheckSizes(RunSpec spec, IReadOnlyList<GrowthStage> stages, Errors errors)
    {
        for (var k = 0; k < stages.Count; k++)
        {
            var (path, stage) = ($"schedule.stages[{k}]", stages[k]);
            errors.InRange($"{path}.resolution", stage.Resolution, spec.Model.TokenStride, spec.Model.Resolution, "pixels");
            errors.Unless(stage.Resolution % spec.Model.TokenStride == 0, $"{path}.resolution",
                $"{stage.Resolution} px is no multiple of the token stride {spec.Model.TokenStride}; use {GrowthGrid.RoundTo(stage.Resolution, spec.Model.TokenStride)}.");
            errors.InRange($"{path}.depth", stage.Depth, DepthSplit.Smallest(spec.Model), spec.Model.Depth, "blocks");
            errors.Unless(k == 0 || stage.Depth >= stages[k - 1].Depth, $"{path}.depth",
                $"Stage {k + 1} has {stage.Depth} blocks, fewer than stage {k}; depth only grows.");
        }

        var last = stages[^1];
        errors.Unless(last.Resolution == spec.Model.Resolution && last.Depth == spec.Model.Depth, "schedule.stages",
            $"The last stage must be full size: {spec.Model.Resolution} px and {spec.Model.Depth} blocks.");
    }

    // Growth copies the blocks of each group into at least as many.
    private static void CheckGroups(RunSpec spec, IReadOnlyList<GrowthStage>? listed, Errors errors)
    {
        var stages = listed ?? GrowthGrid.Stages(spec);
        var smallest = DepthSplit.Smallest(spec.Model);
        for (var k = 0; k < stages.Count; k++)
        {
            var field = listed is null ? "schedule.smallestDepth" : $"schedule.stages[{k}].depth";
            if (stages[k].Depth < smallest)
            {
                errors.Add(field, $"Stage {k + 1} has {stages[k].Depth} blocks; the model needs {smallest} or more.");
                return;
            }

            var split = DepthSplit.Of(spec.Model, stages[k].Depth);
            var before = k == 0 ? split : DepthSplit.Of(spec.Model, stages[k - 1].Depth);
            errors.Unless(split.Zip(before).All(pair => pair.First >= pair.Second), field,
                $"Stage {k + 1} has {string.Join(" + ", split)} blocks, stage {k} {string.Join(" + ", before)}: each group only grows. Use another depth.");
        }
    }
}
