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

    [Fact]
    public void A_last_evaluation_that_was_repeated_counts_once()
    {
        var history = new RunHistory();
        history.Apply(new FeedPages().Started(Demo).Point(SeriesNames.TestTop1, 4992, 0.8).Started(Demo, attempt: 2, resumedFrom: 4992).Point(SeriesNames.TestTop1, 4992, 0.81).Next());

        Assert.Equal(0.81, Assert.Single(history.Series(SeriesNames.TestTop1)).Value);
    }

    [Fact]
    public void A_growth_that_was_resumed_at_is_told_once()
    {
        var grown = new NetworkGrown(1248, new(0, 16, 3), new(0.25, 20, 3), GrowthOperatorKind.Mogrow, 1, 2);
        var history = new RunHistory();
        history.Apply(new FeedPages().Started(Demo).Event(grown).Started(Demo, attempt: 2, resumedFrom: 1248).Event(grown).Next());

        Assert.Single(history.Growths);
    }

    [Fact]
    public void A_search_that_was_resumed_keeps_its_readings_and_takes_each_once()
    {
        Candidate small = new(16, 3), large = new(28, 6);
        var history = new RunHistory();
        history.Apply(new FeedPages().Started(Demo)
            .Event(new SearchStarted(0, 0, 312, large, [small, large]))
            .Event(new CandidateRead(0, 0, small, 0, 2.3)).Event(new CandidateRead(0, 0, large, 0, 2.4)).Event(new CandidateRead(0, 156, small, 1, 1.5))
            .Started(Demo, attempt: 2, resumedFrom: 100)
            .Event(new SearchStarted(0, 100, 312, large, [small, large]))
            .Event(new CandidateRead(0, 156, small, 1, 1.6)).Event(new CandidateRead(0, 156, large, 1, 1.2))
            .Event(new StageDecided(0, 312, SearchCost.Flops, 0, [new(small, [2.3, 1.6], 1.95, 1, 1.95, 1)], 0, "Chose r16_l3."))
            .Next());

        Assert.Single(history.Searches);
        Assert.Equal([2.3, 2.4, 1.6, 1.2], history.Readings.Select(read => read.Loss));
        Assert.Equal(small, Assert.Single(history.Decisions).Winner);
    }
}
