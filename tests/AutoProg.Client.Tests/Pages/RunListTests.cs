using AutoProg.Client.Comparison;
using AutoProg.Client.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Client.Tests.Pages;

public class RunListTests
{
    private static IRenderedComponent<RunList> Open(ClientContext app, params IReadOnlyList<RunSummary> runs)
    {
        app.Server.Answer(Routes.Runs, runs, ContractsJson.Default.IReadOnlyListRunSummary);
        return app.Render<RunList>();
    }

    [Fact]
    public async Task Every_state_is_named()
    {
        await using var app = new ClientContext();
        var page = Open(app, [.. Enum.GetValues<RunState>().Select(state => ClientContext.Summary($"run-{state}", state))]);

        var chips = page.FindAll(".ap-state").Select(chip => chip.TextContent.Trim()).Order().ToArray();
        Assert.Equal(["Cancelled", "Completed", "Failed", "Queued, no. 2", "Running", "Starting", "Stopped", "Stopping"], chips);
    }

    [Fact]
    public async Task The_filter_in_the_address_narrows_the_rows_and_can_be_cleared()
    {
        await using var app = new ClientContext();
        app.Services.GetRequiredService<NavigationManager>().NavigateTo("/runs?filter=failed");
        var page = Open(app, ClientContext.Summary("good", RunState.Completed), ClientContext.Summary("bad", RunState.Failed));
        Assert.Equal("bad", Assert.Single(page.FindAll(".ap-run-link")).TextContent);

        app.Services.GetRequiredService<NavigationManager>().NavigateTo("/runs?filter=nothing-like-it");
        page.WaitForAssertion(() => Assert.Contains("No run matches 'nothing-like-it'", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_checked_runs_can_be_compared_in_the_order_of_the_clicks()
    {
        await using var app = new ClientContext();
        var page = Open(app, [.. new[] { "a", "b", "c" }.Select(name => ClientContext.Summary(name, RunState.Completed))]);
        Assert.Empty(page.FindAll(".ap-bulk"));

        page.Find("input[aria-label='Select c']").Change(true);
        Assert.Contains("pick another", page.Find(".ap-bulk").TextContent, StringComparison.Ordinal);
        page.Find("input[aria-label='Select a']").Change(true);

        Assert.Equal("/compare?runs=c,a", page.Find(".ap-bulk a").GetAttribute("href"));
        Assert.Contains("2 selected", page.Find(".ap-bulk").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_runs_than_can_be_compared_are_refused_with_the_number_to_deselect()
    {
        await using var app = new ClientContext();
        var names = Enumerable.Range(0, RunSelection.Most + 2).Select(i => $"run-{i}").ToArray();
        app.Services.GetRequiredService<NavigationManager>().NavigateTo($"/runs?select={string.Join(',', names)},gone");
        var page = Open(app, [.. names.Select(name => ClientContext.Summary(name, RunState.Completed))]);

        Assert.Contains($"{names.Length} selected: at most {RunSelection.Most} can be compared, deselect 2", page.Find(".ap-bulk").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".ap-bulk a"));
    }

    [Fact]
    public async Task Without_runs_the_demo_is_offered()
    {
        await using var app = new ClientContext();
        var page = Open(app);
        Assert.Contains(page.FindAll("a"), link => link.GetAttribute("href") == $"/new?preset={Presets.Demo}");
    }

    [Fact]
    public async Task A_failed_request_is_no_empty_table()
    {
        await using var app = new ClientContext();
        app.Server.Refuse(HttpMethod.Get, Routes.Runs, new Problem(Title: "The disk is full", Status: 500));
        var page = app.Render<RunList>();

        Assert.Contains("The disk is full", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("No runs yet", page.Markup, StringComparison.Ordinal);
    }
}
