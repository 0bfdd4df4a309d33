namespace AutoProg.EndToEnd.Tests;

/// <summary>What trimming removed is missing only here.</summary>
public sealed class PublishedTests(Publication publication, Chromium chromium) : IClassFixture<Publication>
{
    [Fact]
    public async Task The_published_server_serves_its_pages_and_trains()
    {
        await using var server = await publication.StartServerAsync();
        await using var visitor = await chromium.VisitAsync(server.Address);
        var page = visitor.Page;
        await page.GotoAsync(Routes.Login);
        await visitor.Heading("Sign in").WaitForAsync();
        await visitor.SetUpAsync(server.Link);

        await page.GotoAsync($"/new?preset={Presets.Demo}");
        await visitor.FillAsync(("name", "From the published server"), ("data.trainImages", "500"), ("data.testImages", "100"), ("optimization.epochs", "4"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.SeePointsAsync(DrawnCurves.TrainLoss, least: 1);
        await Assertions.Expect(visitor.State).ToHaveTextAsync("Completed");
        Assert.NotEmpty(await page.CurveAsync(DrawnCurves.TestAccuracy));
        await page.GetByRole(AriaRole.Tab, new() { Name = "Log" }).ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Config" }).ClickAsync();

        await page.GotoAsync("/runs");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "From the published server" })).ToBeVisibleAsync();
        await page.GotoAsync("/tokens");
        await visitor.Heading("API tokens").WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }
}
