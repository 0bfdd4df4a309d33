using AutoProg.Client.Pages;

namespace AutoProg.Client.Tests.Pages;

public class RunPageTests
{
    private static readonly RunSpec Demo = Presets.Find(Presets.Demo)!.Spec with { Schedule = new() };

    private static IRenderedComponent<RunPage> Open(ClientContext app, RunSummary summary)
    {
        app.Server.Answer(Routes.Run(summary.Id), new RunDetail(summary, Demo, null, null), ContractsJson.Default.RunDetail);
        return app.Render<RunPage>(parameters => parameters.Add(page => page.Id, summary.Id));
    }

    [Fact]
    public async Task A_queued_run_says_its_position_and_can_be_cancelled()
    {
        await using var app = new ClientContext();
        var page = Open(app, ClientContext.Summary("waiting", RunState.Queued));

        Assert.Contains("Position 2 in the queue", page.Markup, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("button"), button => button.TextContent.Trim() == "Cancel");
        Assert.Contains("curves start when its device is free", page.Find(".ap-waiting").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_run_shows_stage_time_left_and_accuracy_beside_the_baseline()
    {
        await using var app = new ClientContext();
        app.Feed.History.Apply(new FeedPages().Started(Demo).Event(new LinearBaselineFitted(0.81, 3)).Point(SeriesNames.TrainLoss, 1_700, 0.9).Point(SeriesNames.TestTop1, 1_700, 0.84).Next());
        var page = Open(app, ClientContext.Summary("live", RunState.Running, step: 1_700));

        Assert.Contains("stage 2 of 4", page.Markup, StringComparison.Ordinal);
        Assert.Contains("90 s", page.Find(".ap-run-progress").TextContent.Replace("1 min 30 s", "90 s", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("84.0 %", page.Find("#top1").TextContent);
        Assert.Contains("softmax regression 81.0 % (+3.0 points)", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".ap-waiting"));
        Assert.Contains(page.FindAll("button"), button => button.TextContent.Trim() == "Stop");
    }

    [Fact]
    public async Task A_failed_run_gives_reason_and_remedy_and_offers_to_resume()
    {
        await using var app = new ClientContext();
        app.Feed.History.Apply(new FeedPages().Started(Demo).Event(new RunFailed(FailureReason.Diverged, "The loss became NaN at step 12; lower the learning rate.")).Next());
        var page = Open(app, ClientContext.Summary("hot", RunState.Failed, step: 12, failure: "NaN"));

        var banner = page.Find(".ap-banner-bad").TextContent;
        Assert.Contains("the training diverged", banner, StringComparison.Ordinal);
        Assert.Contains("The loss became NaN at step 12; lower the learning rate.", banner, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("button"), button => button.TextContent.Trim() == "Resume");
    }

    [Fact]
    public async Task A_finished_run_labels_what_is_measured_computed_and_estimated()
    {
        await using var app = new ClientContext();
        var result = new RunResult(Presets.Demo, ScheduleKind.Manual, 0, "cpu", 0.851, 0.99, 0.81, 120, 1e12, 0, [], 192);
        app.Feed.History.Apply(new FeedPages().Started(Demo).Point(SeriesNames.TrainLoss, 4992, 0.5).Event(new RunCompleted(result)).Next());
        var page = Open(app, ClientContext.Summary("done", RunState.Completed, step: 4992));

        Assert.Equal("85.1 %", page.Find("#top1").TextContent);
        var facts = page.Find(".ap-facts-row").TextContent;
        Assert.Contains("1.60×", facts, StringComparison.Ordinal);
        Assert.Contains("estimated", facts, StringComparison.Ordinal);
        Assert.Contains("computed", facts, StringComparison.Ordinal);
        Assert.Contains("measured", facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_connection_says_since_when_the_data_is_old()
    {
        await using var app = new ClientContext();
        var page = Open(app, ClientContext.Summary("live", RunState.Running, step: 10));
        Assert.Empty(page.FindAll(".ap-banner-warn"));

        app.Feed.IsLive = false;
        await app.Feed.Changed();

        page.WaitForAssertion(() => Assert.Contains("Reconnecting; data as of", page.Find(".ap-banner-warn").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_does_not_exist_says_so()
    {
        await using var app = new ClientContext();
        app.Server.Refuse(HttpMethod.Get, Routes.Run("gone"), new Problem(Title: "There is no run 'gone'", Status: 404));
        var page = app.Render<RunPage>(parameters => parameters.Add(run => run.Id, "gone"));

        Assert.Contains("There is no run 'gone'", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_feed_starts_once_when_the_run_loads_after_a_failure()
    {
        await using var app = new ClientContext();
        app.Server.Refuse(HttpMethod.Get, Routes.Run("late"), new Problem(Title: "The server is busy", Status: 503));
        var page = app.Render<RunPage>(parameters => parameters.Add(run => run.Id, "late"));
        Assert.Equal(0, app.Feed.Starts);

        app.Server.Answer(Routes.Run("late"), new RunDetail(ClientContext.Summary("late", RunState.Running), Demo, null, null), ContractsJson.Default.RunDetail);
        page.Find("[role=alert] button").Click();

        page.WaitForAssertion(() => Assert.Equal(1, app.Feed.Starts));
    }
}
