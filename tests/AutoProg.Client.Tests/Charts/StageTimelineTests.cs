using AutoProg.Client.Charts;

namespace AutoProg.Client.Tests.Charts;

public class StageTimelineTests
{
    private static readonly RunSpec Demo = Presets.Find(Presets.Demo)!.Spec with { Schedule = new() };
    private static readonly RunPlan Plan = RunPlan.For(Demo, 10_000, 10);

    private static RunHistory At(int step)
    {
        var history = new RunHistory();
        history.Apply(new FeedPages().Started(Demo).Point(SeriesNames.TrainLoss, step, 1).Next());
        return history;
    }

    [Fact]
    public void Stages_touch_and_are_filled_up_to_the_newest_step()
    {
        var timeline = StageTimeline.Of(At(1400), Plan, Demo, CurveAxis.Step);

        Assert.Equal([(0.0, 1248.0), (1248, 2808), (2808, 4056), (4056, 5616)], timeline.Stages.Select(stage => (stage.From, stage.To)));
        Assert.Equal([1248.0, 1400, 2808, 4056], timeline.Stages.Select(stage => stage.Done));
        Assert.Equal([16, 20, 24, 28], timeline.Stages.Select(stage => stage.Resolution));
    }

    [Fact]
    public void On_the_flops_axis_the_last_stage_ends_at_the_training_flops() =>
        Assert.Equal(Plan.TrainFlops, StageTimeline.Of(At(10), Plan, Demo, CurveAxis.Flops).Stages[^1].To, Plan.TrainFlops * 1e-12);

    [Fact]
    public void On_the_time_axis_only_what_was_measured_is_drawn()
    {
        var stage = Assert.Single(StageTimeline.Of(At(500), Plan, Demo, CurveAxis.WallTime).Stages);
        Assert.Equal(10, stage.To, 6); // 500 steps of 20 ms
    }

    [Fact]
    public void A_searched_stage_is_drawn_in_two_parts_the_search_hatched()
    {
        var searched = Demo with { Schedule = new() { Kind = ScheduleKind.AutoprogOne } };
        var plan = RunPlan.For(searched, 10_000, 10);
        var found = plan.AsFound(searched, 10, [new SearchStarted(0, 0, 312, new(28, 6), [new(16, 3), new(28, 6)])], [new StageStarted(0, 312, new(0, 20, 4), 1)]);

        var stages = StageTimeline.Of(At(1000), found, searched, CurveAxis.Step).Stages;

        Assert.Equal([(0.0, 312.0, 28, true), (312, 1248, 20, false), (1248, 2808, 20, false)], stages.Take(3).Select(stage => (stage.From, stage.To, stage.Resolution, stage.Search)));
        Assert.Equal(5, stages.Count);
    }
}
