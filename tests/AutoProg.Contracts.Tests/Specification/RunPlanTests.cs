using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class RunPlanTests
{
    private static readonly RunSpec Spec = new() { Optimization = new() { Epochs = 16, BatchSize = 64 } };

    [Fact]
    public void Stages_cover_all_steps_without_gap()
    {
        var plan = RunPlan.For(Spec, 10_000, 10);
        Assert.Equal(156, plan.StepsPerEpoch);
        Assert.Equal(16 * 156, plan.TotalSteps);
        Assert.Equal(0, plan.Stages[0].FirstStep);
        Assert.All(plan.Stages.Zip(plan.Stages.Skip(1)), pair => Assert.Equal(pair.First.EndStep, pair.Second.FirstStep));
        Assert.Equal(plan.TotalSteps, plan.Stages[^1].EndStep);
        Assert.Equal(plan.TotalSteps, plan.Stages.Sum(stage => stage.Steps));
    }

    [Fact]
    public void Every_step_belongs_to_the_stage_that_trains_it()
    {
        var plan = RunPlan.For(Spec, 10_000, 10);
        Assert.Equal(0, plan.StageAt(0).Index);
        Assert.Equal(0, plan.StageAt(plan.Stages[1].FirstStep - 1).Index);
        Assert.Equal(1, plan.StageAt(plan.Stages[1].FirstStep).Index);
        Assert.Equal(plan.Stages.Count - 1, plan.StageAt(plan.TotalSteps).Index);
    }

    [Fact]
    public void A_growing_run_saves_flops_and_a_full_one_saves_none()
    {
        Assert.InRange(RunPlan.For(Spec, 10_000, 10).FlopsSaved, 0.3, 0.7);
        Assert.Equal(0, RunPlan.For(Spec with { Schedule = new() { Kind = ScheduleKind.None } }, 10_000, 10).FlopsSaved, 12);
    }

    [Fact]
    public void A_step_limit_rescales_the_stages()
    {
        var plan = RunPlan.For(Spec with { Optimization = Spec.Optimization with { MaxSteps = 100 } }, 10_000, 10);
        Assert.Equal(100, plan.TotalSteps);
        Assert.Equal([0, 25, 50, 75], plan.Stages.Select(stage => stage.FirstStep));
    }

    [Fact]
    public void Each_searched_stage_but_the_last_begins_with_its_search()
    {
        var searched = Spec with { Schedule = new() { Kind = ScheduleKind.AutoprogOne }, Search = new() { Epochs = 2 } };

        Assert.Equal([312, 312, 312, 0], RunPlan.For(searched, 10_000, 10).Stages.Select(stage => stage.SearchSteps));
        Assert.Equal([12, 12, 12, 0], RunPlan.For(searched with { Optimization = searched.Optimization with { MaxSteps = 100 } }, 10_000, 10).Stages.Select(stage => stage.SearchSteps));
    }

    [Fact]
    public void A_plan_takes_in_what_searches_found()
    {
        var searched = Spec with { Schedule = new() { Kind = ScheduleKind.AutoprogOne } };
        var plan = RunPlan.For(searched, 10_000, 10);
        var found = plan.AsFound(searched, 10, [new(0, 0, 156, new(28, 6), [new(16, 3), new(28, 6)])], [new(0, 156, new(0, 24, 5), 1)]);
        var flops = RunPlan.FlopsPerStep(searched, 10);

        Assert.Equal([(0, 0, 156, 28), (0, 156, 624, 24), (1, 624, 1248, 20)], found.Stages.Take(3).Select(stage => (stage.Index, stage.FirstStep, stage.EndStep, stage.Stage.Resolution)));
        Assert.Equal((flops(16, 3) + flops(28, 6)) / 2, found.Stages[0].FlopsPerStep);
        Assert.Equal(flops(24, 5), found.Stages[1].FlopsPerStep);
        Assert.Equal(plan.TotalSteps, found.Stages.Sum(stage => stage.Steps));
    }
}
