using AutoProg.Client.Comparison;
using AutoProg.Client.Pages;
using AutoProg.Client.Tests.Comparison;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Client.Tests.Pages;

public class CompareTests
{
    private static IRenderedComponent<Compare> Open(ClientContext app, string address, params IReadOnlyList<(RunDetail Detail, FeedPage Page)> runs)
    {
        foreach (var (detail, page) in runs)
        {
            app.Server.AnswerRun(detail, page);
        }

        app.Server.Answer(Routes.Runs, [.. runs.Select(run => run.Detail.Summary)], ContractsJson.Default.IReadOnlyListRunSummary);
        app.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return app.Render<Compare>();
    }

    private static (RunDetail, FeedPage) Full => Trained.Run("full", wall: 120, [0.5, 0.7, 0.8], Trained.Demo with { Schedule = new() { Kind = ScheduleKind.None } });

    private static (RunDetail, FeedPage) Grown => Trained.Run("grown", wall: 60, [0.6, 0.8, 0.85], flops: 1.5e12, estimate: 90, grewAt: 2000);

    [Fact]
    public async Task Without_runs_the_page_says_how_to_pick_them()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare");

        Assert.Contains("Pick two runs", page.Markup, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("a"), link => link.GetAttribute("href") == "/runs");
        Assert.Empty(app.Server.Requests);
    }

    [Fact]
    public async Task Without_a_baseline_savings_are_estimates()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,grown", Full, Grown);

        Assert.Contains("1.50×", Row(page, "grown"), StringComparison.Ordinal);
        Assert.Contains("33 % less time (estimated)", Row(page, "grown"), StringComparison.Ordinal);
        Assert.Contains("85.00 %", Row(page, "grown"), StringComparison.Ordinal);
        Assert.DoesNotContain("(measured)", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_baseline_in_the_address_makes_savings_measured()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,grown&baseline=full", Full, Grown);

        var row = Row(page, "grown");
        Assert.Contains("2.00×", row, StringComparison.Ordinal);
        Assert.Contains("50 % less time (measured)", row, StringComparison.Ordinal);
        Assert.Contains("50 % less (computed)", row, StringComparison.Ordinal);
        Assert.Contains("40 s", row, StringComparison.Ordinal);
        Assert.Contains("3.00× the baseline's pace (measured)", row, StringComparison.Ordinal);
        Assert.Contains("Reaches 80.00 %", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Completed, the baseline", Row(page, "full"), StringComparison.Ordinal);
        Assert.DoesNotContain("estimated", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choosing_a_baseline_goes_into_the_address()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,grown", Full, Grown);

        page.Find("#baseline").Change("full");

        Assert.EndsWith("/compare?runs=full,grown&baseline=full", app.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("2.00×", Row(page, "grown"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_runs_are_named_and_the_others_compared()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,gone,..,grown", Full, Grown);

        Assert.Contains("Unknown or deleted: gone, ...", page.Find(".ap-banner-warn").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll(".ap-legend button").Count);
        Assert.Equal([Routes.Runs, Routes.Run("full"), Routes.Run("full") + "/rows", Routes.Run("grown"), Routes.Run("grown") + "/rows"], app.Server.Requests.Select(request => request.RequestUri!.AbsolutePath).Order());
    }

    [Fact]
    public async Task When_none_exists_the_page_says_so()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=gone,lost");
        Assert.Contains("None of these runs exists", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_fails_is_no_empty_comparison_and_can_be_asked_again()
    {
        await using var app = new ClientContext();
        app.Services.GetRequiredService<NavigationManager>().NavigateTo("/compare?runs=full");
        app.Server.Refuse(HttpMethod.Get, Routes.Runs, new Problem(Title: "The disk is full", Status: 500));
        var page = app.Render<Compare>();
        Assert.Contains("The disk is full", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        app.Server.AnswerRun(Full.Item1, Full.Item2);
        app.Server.Answer(Routes.Runs, [Full.Item1.Summary], ContractsJson.Default.IReadOnlyListRunSummary);
        page.Find("[role=alert] button").Click();

        page.WaitForAssertion(() => Assert.Contains("80.00 %", Row(page, "full"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_cannot_be_read_is_named_and_the_others_compared()
    {
        await using var app = new ClientContext();
        app.Server.Refuse(HttpMethod.Get, Routes.Run("broken"), new Problem(Title: "The file is damaged", Status: 500));
        app.Services.GetRequiredService<NavigationManager>().NavigateTo("/compare?runs=full,broken");
        app.Server.AnswerRun(Full.Item1, Full.Item2);
        app.Server.Answer(Routes.Runs, [Full.Item1.Summary, ClientContext.Summary("broken", RunState.Failed)], ContractsJson.Default.IReadOnlyListRunSummary);
        var page = app.Render<Compare>();

        Assert.Contains("broken: The file is damaged", page.Find(".ap-banner-warn").TextContent, StringComparison.Ordinal);
        Assert.Contains("80.00 %", Row(page, "full"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_run_alone_asks_for_another()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=grown", Grown);

        Assert.Contains("This is one run", page.Find(".ap-banner-warn").TextContent, StringComparison.Ordinal);
        Assert.Contains("One run has nothing to differ from.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_runs_are_named()
    {
        await using var app = new ClientContext();
        var ids = Enumerable.Range(0, RunSelection.Most + 1).Select(i => $"r{i}").ToArray();
        var page = Open(app, $"/compare?runs={string.Join(',', ids)}", [.. ids.Select(id => Trained.Run(id, 10, [0.5]))]);

        Assert.Contains($"at most {RunSelection.Most} are compared. Not compared: {ids[^1]}.", page.Find(".ap-banner-warn").TextContent, StringComparison.Ordinal);
        Assert.Equal(RunSelection.Most, page.FindAll(".ap-legend button").Count);
    }

    [Fact]
    public async Task Only_differing_fields_show_until_all_are_asked_for()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,grown", Full, Grown);

        Assert.Equal("schedule.kind", Assert.Single(Fields(page)));
        page.Find("#all-fields").Change(true);
        Assert.Contains("optimization.learningRate", Fields(page));
        Assert.InRange(Fields(page).Count, 60, 500);
    }

    [Fact]
    public async Task A_click_on_a_heading_orders_the_runs_everywhere()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,grown", Full, Grown);

        page.FindAll("section[aria-labelledby=results-heading] .ap-sort").Single(heading => heading.TextContent.Trim() == "Wall time").Click();

        Assert.Equal(["grown", "full"], page.FindAll("section[aria-labelledby=results-heading] tbody a").Select(link => link.TextContent));
        Assert.Equal(["Field", "grown", "full"], page.FindAll("section[aria-labelledby=fields-heading] thead th").Select(heading => heading.TextContent.Trim()));
        Assert.Equal("ascending", page.FindAll("th[aria-sort=ascending]").Single().GetAttribute("aria-sort"));
        Assert.Equal(["full", "grown"], page.FindAll(".ap-legend button").Select(line => line.TextContent.Trim()));
    }

    [Fact]
    public async Task A_run_left_out_leaves_the_address_and_the_others_keep_their_colours()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,grown", Full, Grown);
        string Colour() => page.FindAll(".ap-legend li").Single(line => line.TextContent.Trim() == "grown").QuerySelector("line")!.GetAttribute("stroke")!;
        var before = Colour();

        page.Find("button[aria-label='Leave out full']").Click();

        Assert.EndsWith("/compare?runs=grown", app.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".ap-legend button")));
        Assert.Equal(before, Colour());
    }

    [Fact]
    public async Task Hidden_runs_say_so_and_aligned_ones_name_who_never_grew()
    {
        await using var app = new ClientContext();
        var page = Open(app, "/compare?runs=full,grown&align=true", Full, Grown);
        Assert.Contains("Never grew, so not drawn while aligned: full.", page.Markup, StringComparison.Ordinal);

        page.FindAll(".ap-legend button")[1].Click();

        Assert.Equal("false", page.FindAll(".ap-legend button")[1].GetAttribute("aria-pressed"));
        Assert.Contains("There are no points to draw yet", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_in_progress_is_compared_so_far_and_its_saving_is_open()
    {
        await using var app = new ClientContext();
        var live = (new RunDetail(ClientContext.Summary("live", RunState.Running, step: 500), Trained.Demo, null, null), new FeedPages("live").Started(Trained.Demo).Point(SeriesNames.TestTop1, 500, 0.4).Next());
        var page = Open(app, "/compare?runs=full,live&baseline=live", Full, live);

        Assert.Contains("The baseline has no result yet", page.Markup, StringComparison.Ordinal);
        Assert.Contains("so far", Row(page, "live"), StringComparison.Ordinal);
        Assert.Contains("renewed while runs train", page.Markup, StringComparison.Ordinal);
    }

    private static string Row(IRenderedComponent<Compare> page, string run) =>
        page.FindAll("section[aria-labelledby=results-heading] tbody tr").Single(row => row.QuerySelector("a")!.TextContent == run).TextContent;

    private static IReadOnlyList<string> Fields(IRenderedComponent<Compare> page) =>
        [.. page.FindAll("section[aria-labelledby=fields-heading] tbody th").Select(field => field.TextContent.Trim())];
}
