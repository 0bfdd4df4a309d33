namespace AutoProg.Client.Tests.Runs;

public class RunHistoryTests
{
    private static readonly RunSpec Demo = Presets.Find(Presets.Demo)!.Spec;

    [Fact]
    public void Applying_a_page_twice_changes_nothing()
    {
        var history = new RunHistory();
        var page = new FeedPages().Started(Demo).Point(SeriesNames.TrainLoss, 10, 2.1).Point(SeriesNames.TrainLoss, 20, 1.9).Next();

        Assert.Equal(PageOutcome.Applied, history.Apply(page));
        Assert.Equal(PageOutcome.Known, history.Apply(page));

        Assert.Equal([2.1, 1.9], history.Series(SeriesNames.TrainLoss).Select(point => point.Value!.Value));
        Assert.Equal(3, history.LastSequence);
    }

    [Fact]
    public void Of_overlapping_pages_only_the_new_rows_count()
    {
        var pages = new FeedPages();
        var first = pages.Point(SeriesNames.TrainLoss, 10, 2).Point(SeriesNames.TrainLoss, 20, 1).Next();
        var second = pages.Point(SeriesNames.TrainLoss, 30, 0.5).Next();
        var both = new FeedPages().Point(SeriesNames.TrainLoss, 10, 2).Point(SeriesNames.TrainLoss, 20, 1).Point(SeriesNames.TrainLoss, 30, 0.5).Next();
        var history = new RunHistory();

        history.Apply(first);
        Assert.Equal(PageOutcome.Applied, history.Apply(both));
        Assert.Equal(PageOutcome.Known, history.Apply(second));

        Assert.Equal([10, 20, 30], history.Series(SeriesNames.TrainLoss).Select(point => point.Step));
    }

    [Fact]
    public void A_page_beyond_missing_rows_is_a_gap_and_is_not_applied()
    {
        var pages = new FeedPages();
        var first = pages.Point(SeriesNames.TrainLoss, 10, 2).Next();
        var lost = pages.Point(SeriesNames.TrainLoss, 20, 1.5).Next();
        var third = pages.Point(SeriesNames.TrainLoss, 30, 1).Next();
        var history = new RunHistory();
        history.Apply(first);

        Assert.Equal(PageOutcome.Gap, history.Apply(third));
        Assert.Equal(1, history.LastSequence);
        Assert.False(history.IsCaughtUp);

        history.Apply(lost);
        history.Apply(third);
        Assert.Equal([10, 20, 30], history.Series(SeriesNames.TrainLoss).Select(point => point.Step));
        Assert.True(history.IsCaughtUp);
    }

    [Fact]
    public void A_resumed_attempt_drops_the_points_and_stages_beyond_its_checkpoint()
    {
        var stage = new GrowthStage(0.25, 20, 4);
        var page = new FeedPages()
            .Started(Demo)
            .Point(SeriesNames.TrainLoss, 100, 2).Point(SeriesNames.TrainLoss, 200, 1.5).Event(new StageStarted(1, 150, stage, 1)).Point(SeriesNames.TestTop1, 200, 0.7)
            .Event(new RunFailed(FailureReason.WorkerLost, "killed"))
            .Started(Demo, attempt: 2, resumedFrom: 100)
            .Point(SeriesNames.TrainLoss, 110, 1.9)
            .Next();
        var history = new RunHistory();
        history.Apply(page);

        Assert.Equal([100, 110], history.Series(SeriesNames.TrainLoss).Select(point => point.Step));
        Assert.Empty(history.Series(SeriesNames.TestTop1));
        Assert.Empty(history.Stages);
        Assert.Null(history.Failure);
        Assert.Equal(110, history.LastStep);
    }

    [Fact]
    public void A_kind_of_event_that_a_newer_server_wrote_is_passed_over()
    {
        var history = new RunHistory();
        var page = new FeedPage("run", 1, 1, 1, PointColumns.Empty, [new EventRow(1, DateTimeOffset.UnixEpoch, "from-the-future", "{}")]);

        Assert.Equal(PageOutcome.Applied, history.Apply(page));
        Assert.Equal(1, history.LastSequence);
    }

    [Fact]
    public void The_doorbell_alone_says_that_rows_are_missing()
    {
        var history = new RunHistory();
        history.Heard(7);
        Assert.False(history.IsCaughtUp);
    }
}
