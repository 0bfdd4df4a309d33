namespace AutoProg.EndToEnd.Tests;

public sealed class PageTests(FurnishedServer server, Chromium chromium, ITestOutputHelper output) : IClassFixture<FurnishedServer>
{
    private static readonly (string Name, int Width, int Height)[] Windows = [("wide", 1280, 900), ("phone", 390, 844)];

    private static IReadOnlyList<Scene> Doors { get; } =
    [
        new("login", Routes.Login, "Sign in"),
        new("login-refused", Routes.Login, "Sign in", page => page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync()),
        new("setup", $"{Routes.Setup}?token=x", "Create the first administrator"),
        new("setup-without-token", Routes.Setup, "Create the first administrator"),
    ];

    private IReadOnlyList<Scene> Rooms =>
    [
        new("home", "/", "Home"),
        new("new", $"/new?preset={Presets.Demo}", "New experiment"),
        new("new-wrong", $"/new?preset={Presets.Demo}", "New experiment", page => page.Locator("[id='optimization.epochs']").FillAsync("0")),
        new("new-searched", $"/new?from={server.Searched}", "New experiment"),
        new("runs", "/runs", "Runs"),
        new("runs-selected", "/runs", "Runs", SelectTwoRunsAsync),
        new("compare", $"/compare?runs={server.Completed},{server.Searched},{server.Running},no-such-run&baseline={server.Completed}", "Compare", page => page.Locator(".ap-board canvas").WaitForAsync()),
        new("compare-fields", $"/compare?runs={server.Completed},{server.Searched}&align=true", "Compare", page => page.GetByLabel("Show all fields").CheckAsync()),
        new("compare-empty", "/compare", "Compare"),
        new("run-completed", $"/runs/{server.Completed}", "Growing shoes, four stages"),
        new("run-searched", $"/runs/{server.Searched}", "Shoes that grow by themselves", page => page.GetByText("Schedule decisions").WaitForAsync()),
        new("run-config", $"/runs/{server.Completed}", "Growing shoes, four stages", page => OpenTabAsync(page, "Config")),
        new("run-log", $"/runs/{server.Completed}", "Growing shoes, four stages", page => OpenTabAsync(page, "Log")),
        new("run-failed", $"/runs/{server.Failed}", "Images that are not there"),
        new("run-running", $"/runs/{server.Running}", "All afternoon"),
        new("stop-dialog", $"/runs/{server.Running}", "All afternoon", page => page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync()),
        new("tokens", "/tokens", "API tokens"),
        new("account-menu", "/tokens", "API tokens", OpenAccountMenuAsync),
        new("nowhere", "/nowhere", "Nothing is here"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_page_meets_WCAG_2_2_AA_on_a_desk_and_on_a_phone(ColorScheme scheme)
    {
        await using var visitor = await chromium.VisitAsync(server.Address, scheme);
        var violations = new List<string>();
        foreach (var scene in Doors)
        {
            violations.AddRange(await InspectAsync(visitor, scene, scheme));
        }

        await visitor.Page.GotoAsync(Routes.Login);
        await visitor.SignInAsync();
        foreach (var scene in Rooms)
        {
            violations.AddRange(await InspectAsync(visitor, scene, scheme));
        }

        output.WriteLine($"Screenshots: {Solution.Screenshots}");
        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task An_empty_dashboard_meets_WCAG_2_2_AA(ColorScheme scheme)
    {
        await using var empty = await RunningServer.StartAsync();
        await using var visitor = await chromium.VisitAsync(empty.Address, scheme);
        await visitor.SetUpAsync(empty.Link);
        var violations = new List<string>();
        foreach (var scene in new Scene[] { new("home-empty", "/", "Home"), new("runs-empty", "/runs", "Runs") })
        {
            violations.AddRange(await InspectAsync(visitor, scene, scheme));
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(visitor.Complaints);
    }

    private static async Task<IReadOnlyList<string>> InspectAsync(Visitor visitor, Scene scene, ColorScheme scheme)
    {
        var violations = new List<string>();
        await scene.OpenAsync(visitor);
        foreach (var (window, width, height) in Windows)
        {
            await visitor.Page.SetViewportSizeAsync(width, height);
            var name = $"{scene.Name}-{scheme}-{window}".ToLowerInvariant();
            violations.AddRange((await visitor.Page.ViolationsAsync()).Select(violation => $"{name}: {violation}"));
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(Solution.Screenshots, $"{name}.png"), FullPage = true });
        }

        await visitor.Page.SetViewportSizeAsync(Windows[0].Width, Windows[0].Height);
        return violations;
    }

    private static async Task SelectTwoRunsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Checkbox).Nth(0).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare" }).WaitForAsync();
    }

    private static async Task OpenAccountMenuAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Account of {Visitor.Name}" }).ClickAsync();
        await page.GetByText("Sign out").WaitForAsync();
    }

    private static Task OpenTabAsync(IPage page, string name) => page.GetByRole(AriaRole.Tab, new() { Name = name }).ClickAsync();
}
