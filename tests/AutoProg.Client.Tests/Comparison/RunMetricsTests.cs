using AutoProg.Client.Charts;
using AutoProg.Client.Comparison;

namespace AutoProg.Client.Tests.Comparison;

public class RunMetricsTests
{
    private static readonly string[] Series = [SeriesNames.TestTop1];

    private static CurvePoint At(int step, double? value) => new(step, 0, step * 10, 0, value);

    [Fact]
    public void A_run_in_two_thirds_of_the_time_is_half_as_fast_again()
    {
        var saving = Saving.Measured(Result(80), Result(120))!;

        Assert.Equal(1.5, saving.Speedup, 12);
        Assert.Equal(1 / 3.0, saving.TimeSaved, 12);
        Assert.Equal("measured", saving.Kind);
    }

    [Fact]
    public void A_slower_run_saves_less_than_nothing()
    {
        var saving = Saving.Measured(Result(150), Result(100))!;
        Assert.Equal(-0.5, saving.TimeSaved, 12);
    }

    [Fact]
    public void Without_both_results_nothing_is_measured()
    {
        Assert.Null(Saving.Measured(null, Result(1)));
        Assert.Null(Saving.Measured(Result(1), null));
        Assert.Null(Saving.Measured(Result(0), Result(1)));
        Assert.Null(Saving.Estimated(null));
        Assert.Equal(new Saving(2, IsMeasured: false), Saving.Estimated(Result(60) with { FullWallSecondsEstimate = 120 }));
    }

    [Fact]
    public void Final_and_best_are_told_apart_whichever_end_is_good()
    {
        CurvePoint[] points = [At(1, 0.5), At(2, 0.9), At(3, 0.2), At(4, 0.4)];

        Assert.Equal(new Milestones(0.4, 0.9, 2), Milestones.Of(points, Better.Higher));
        Assert.Equal(new Milestones(0.4, 0.2, 3), Milestones.Of(points, Better.Lower));
    }

    [Fact]
    public void Values_that_are_not_finite_are_never_best()
    {
        Assert.Equal(new Milestones(null, 0.5, 1), Milestones.Of([At(1, 0.5), At(2, null)], Better.Lower));
        Assert.Equal(new Milestones(null, null, 0), Milestones.Of([At(1, null)], Better.Lower));
        Assert.Null(Milestones.Of([], Better.Lower));
    }

    [Fact]
    public void The_time_to_a_value_is_that_of_the_first_evaluation_at_or_above_it()
    {
        CurvePoint[] points = [At(100, 0.5), At(200, null), At(300, 0.8), At(400, 0.7), At(500, 0.9)];

        Assert.Equal(3.0, Milestones.SecondsToReach(points, 0.8));
        Assert.Equal(5.0, Milestones.SecondsToReach(points, 0.81));
        Assert.Null(Milestones.SecondsToReach(points, 0.95));
    }

    [Fact]
    public async Task Against_a_baseline_all_savings_are_measured()
    {
        var baseline = await Trained.LoadAsync(Trained.Run("full", wall: 120, [0.5, 0.7, 0.8]));
        var run = await Trained.LoadAsync(Trained.Run("grown", wall: 60, [0.6, 0.8, 0.85], flops: 1.2e12, estimate: 90));

        var row = RunMetrics.Of(run, Series, baseline);
        Assert.Equal((2.0, true), (row.Saving!.Speedup, row.Saving.IsMeasured));
        Assert.Equal(0.6, row.FlopsSaved!.Value, 12);
        Assert.Equal(40, row.SecondsToTarget!.Value, 3);  // its step 2000 of 3000 in 60 s
        Assert.Equal(3, row.TargetSpeedup!.Value, 3);     // the baseline takes all of its 120 s
        Assert.Equal(0.85, row.Series[0]!.Final);
        Assert.Empty(row.Unlike);

        var own = RunMetrics.Of(baseline, Series, baseline);
        Assert.Equal((null, null, null), (own.Saving, own.FlopsSaved, own.TargetSpeedup));
        Assert.Equal(120, own.SecondsToTarget!.Value, 3);
    }

    [Fact]
    public async Task Without_a_baseline_the_speedup_is_the_runs_own_estimate()
    {
        var run = await Trained.LoadAsync(Trained.Run("grown", wall: 60, [0.6, 0.8, 0.85], estimate: 90));

        var row = RunMetrics.Of(run, Series, null);
        Assert.Equal((1.5, false), (row.Saving!.Speedup, row.Saving.IsMeasured));
        Assert.Null(row.SecondsToTarget);
    }

    [Fact]
    public async Task Runs_that_did_other_work_are_told_by_their_fields()
    {
        var baseline = await Trained.LoadAsync(Trained.Run("full", wall: 120, [0.8]));
        var other = Trained.Demo with { Seed = 5, Model = Trained.Demo.Model with { Depth = 12 }, Optimization = Trained.Demo.Optimization with { BatchSize = 8, LearningRate = 1 } };
        var run = await Trained.LoadAsync(Trained.Run("other", wall: 60, [0.8], other));

        Assert.Equal(["model.depth", "optimization.batchSize"], RunMetrics.Of(run, Series, baseline).Unlike);
    }

    [Fact]
    public async Task Judged_are_the_series_that_have_a_good_end()
    {
        var run = await Trained.LoadAsync((Trained.Run("a", 1, [1]).Detail, new FeedPages("a").Point(SeriesNames.LearningRate, 1, 1).Point(SeriesNames.TestTop1, 1, 1).Point(SeriesNames.TrainLoss, 1, 1).Point("my/own", 1, 1).Next()));
        Assert.Equal([SeriesNames.TrainLoss, SeriesNames.TestTop1], RunMetrics.Judged([run]));
    }

    [Fact]
    public async Task The_table_is_ordered_up_down_and_as_chosen_with_unknowns_last()
    {
        RunMetrics[] rows =
        [
            RunMetrics.Of(await Trained.LoadAsync(Trained.Run("b", 30, [0.7])), Series, null),
            RunMetrics.Of(await Trained.LoadAsync((Trained.Run("c", 10, [0.5]).Detail with { Result = null }, new FeedPages("c").Point(SeriesNames.TrainLoss, 1, 1).Next())), Series, null),
            RunMetrics.Of(await Trained.LoadAsync(Trained.Run("a", 20, [0.9], Trained.Demo with { Seed = 10 })), Series, null),
        ];
        string Sorted(RunOrder order) => string.Concat(order.Of(rows, Series).Select(row => row.Run.Id));

        Assert.Equal("bca", Sorted(new RunOrder()));
        Assert.Equal("bac", Sorted(new RunOrder().By(SeriesNames.TestTop1)));
        Assert.Equal("abc", Sorted(new RunOrder().By(SeriesNames.TestTop1).By(SeriesNames.TestTop1)));
        Assert.Equal("bca", Sorted(new RunOrder("seed", true).By("seed")));
        Assert.Equal("abc", Sorted(new RunOrder().By(RunOrder.Name)));
        Assert.Equal("abc", Sorted(new RunOrder("seed", Descending: true)));
    }

    [Fact]
    public async Task The_csv_has_every_digit_and_no_formula()
    {
        var baseline = await Trained.LoadAsync(Trained.Run("full", wall: 120, [0.5, 0.7, 1 / 3.0]));
        var trained = Trained.Run("grown", wall: 60, [0.6, 0.8, 0.85]);
        var run = await Trained.LoadAsync((trained.Detail with { Summary = trained.Detail.Summary with { Name = "=1+1, \"x\"" } }, trained.Page));

        var lines = MetricsCsv.Of([RunMetrics.Of(run, Series, baseline), RunMetrics.Of(baseline, Series, baseline)], Series, baseline).Split("\r\n");

        Assert.StartsWith("id,name,state,schedule,seed,step,test/top1 final,test/top1 best,test/top1 best step,wall seconds,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("grown,\"'=1+1, \"\"x\"\"\",Completed,manual growth,0,3000,0.85,0.85,3000,60,3000000000000,full,2,0.5,measured,0,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("full,full,Completed,manual growth,0,3000,0.3333333333333333,0.7,2000,120,3000000000000,full,,,,,", lines[2], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    private static RunResult Result(double wall) => new(null, ScheduleKind.None, 0, "cpu", 0.5, 0.5, null, wall, 1, 0, [], 0);
}
