using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AutoProg.EndToEnd.Tests;

public sealed class JourneyTests(Chromium chromium, ITestOutputHelper output)
{
    private const double FirstPointSeconds = 15;

    [Fact]
    public async Task A_person_sets_up_launches_watches_stops_and_finds_a_run()
    {
        await using var server = await RunningServer.StartAsync();
        await using var visitor = await chromium.VisitAsync(server.Address);
        var page = visitor.Page;
        await visitor.SetUpAsync(server.Link);
        await visitor.SignOutAsync();
        await visitor.SignInAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "New experiment" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Presets.Demo }).ClickAsync();
        await visitor.FillAsync(("name", "Seven hundred shoes"), ("data.testImages", "500"), ("optimization.epochs", "8"));
        var clock = Stopwatch.StartNew();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.SeePointsAsync(DrawnCurves.TrainLoss, least: 1);
        var firstPoint = clock.Elapsed.TotalSeconds;
        output.WriteLine($"First curve point in the browser {firstPoint:0.0} s after pressing Start.");

        var early = await page.CurveAsync(DrawnCurves.TrainLoss);
        var later = await page.SeePointsAsync(DrawnCurves.TrainLoss, early.Count + 5);
        Assert.Equal(early, later.Take(early.Count));
        await Assertions.Expect(visitor.State).ToHaveTextAsync("Running");

        await page.ReloadAsync();
        var reloaded = await page.SeePointsAsync(DrawnCurves.TrainLoss, later.Count);
        Assert.Equal(later, reloaded.Take(later.Count));

        var second = await visitor.OpenTabAsync(page.Url);
        var beside = await second.SeePointsAsync(DrawnCurves.TrainLoss, reloaded.Count);
        Assert.Equal(reloaded, beside.Take(reloaded.Count));
        await second.CloseAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.State).ToHaveTextAsync("Stopped");
        var stopped = await page.CurveAsync(DrawnCurves.TrainLoss);
        Assert.Equal(reloaded, stopped.Take(reloaded.Count));

        await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("Seven hundred shoes") });
        await Assertions.Expect(row).ToContainTextAsync("Stopped");
        await row.GetByRole(AriaRole.Link, new() { Name = "Seven hundred shoes" }).ClickAsync();
        var found = await page.SeePointsAsync(DrawnCurves.TrainLoss, stopped.Count);
        Assert.Equal(stopped, found.Take(stopped.Count));

        Assert.Empty(visitor.Complaints);
        Assert.True(firstPoint < FirstPointSeconds, $"The first curve point took {firstPoint:0.0} s; {FirstPointSeconds} s are promised.");
    }
}
