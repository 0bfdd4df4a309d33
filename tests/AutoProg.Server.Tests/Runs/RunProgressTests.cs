using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Server.Runs;
using AutoProg.Server.Store;

namespace AutoProg.Server.Tests.Runs;

public sealed class RunProgressTests
{
    private readonly RunRow row = RunLauncher.RowOf(new RunRecord(1, "a", DateTimeOffset.UnixEpoch, "ada", new RunSpec()), RunState.Running);

    [Fact]
    public void The_time_left_follows_the_pace_in_flops_without_the_start_up()
    {
        row.TotalFlops = 1_000;
        RunProgress.Apply(row, Page((SeriesNames.TrainLoss, 10, 60_000, 100, 1.0)));
        Assert.Null(row.EtaSeconds);
        RunProgress.Apply(row, Page((SeriesNames.TrainLoss, 20, 70_000, 200, 1.0)));
        Assert.Equal(80, row.EtaSeconds!.Value, precision: 6);
    }

    [Fact]
    public void A_resumed_run_goes_on_from_the_time_of_its_checkpoint()
    {
        row.TotalFlops = 1_000;
        RunProgress.Apply(row, Page((SeriesNames.TrainLoss, 10, 600_000, 100, 1.0)));
        var (kind, payload) = RunEventCodec.Encode(new AttemptStarted(2, 5, new("", "", "", "", "cpu", "", 1, "", ""), RunPlan.For(new RunSpec(), 100, 10) with { TotalSteps = 100 }, 100, 10, []));
        RunProgress.Apply(row, Page() with { Events = [new EventRow(2, DateTimeOffset.UnixEpoch, kind, payload)], LastSequence = 2 });
        row.TotalFlops = 1_000;
        RunProgress.Apply(row, Page((SeriesNames.TrainLoss, 6, 300_000, 60, 1.0), (SeriesNames.TrainLoss, 7, 310_000, 160, 1.0)));
        Assert.Equal((310, 84), (row.ActiveSeconds, Math.Round(row.EtaSeconds!.Value, 6)));
    }

    [Fact]
    public void Top1_is_that_of_the_newest_evaluation_and_not_the_best_of_all()
    {
        RunProgress.Apply(row, Page((SeriesNames.TestTop1, 10, 1, 1, 0.9), (SeriesNames.TestTop1, 20, 2, 2, 0.5), (SeriesNames.TrainLoss, 30, 3, 3, 7)));
        Assert.Equal((0.5, 30), (row.Top1!.Value, row.Step));
    }

    private FeedPage Page(params (string Series, int Step, long Wall, double Flops, double Value)[] points)
    {
        var first = row.NewestSequence + 1;
        var names = points.Select(point => point.Series).Distinct().ToList();
        return new FeedPage("a", first, first + points.Length - 1, first + points.Length - 1, new PointColumns(
            names,
            [.. points.Select(point => names.IndexOf(point.Series))],
            [.. points.Select((_, k) => first + k)],
            [.. points.Select(point => point.Step)],
            [.. points.Select(_ => 0.0)],
            [.. points.Select(point => point.Wall)],
            [.. points.Select(point => point.Flops)],
            [.. points.Select(point => (double?)point.Value)]), []);
    }
}
