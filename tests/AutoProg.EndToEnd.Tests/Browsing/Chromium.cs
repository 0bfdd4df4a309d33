namespace AutoProg.EndToEnd.Tests.Browsing;

/// <summary>The system's Chromium, started once: nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const float Patience = (float)Eventually.Patience * 1_000;
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        browser = await playwright.Chromium.LaunchAsync(OperatingSystem.IsWindows()
            ? new() { Channel = "msedge" }
            : new() { ExecutablePath = OnPath() });
    }

    /// <summary>A person with a browser profile of their own.</summary>
    internal async Task<Visitor> VisitAsync(Uri server, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser!.NewContextAsync(new() { BaseURL = server.ToString(), ColorScheme = scheme, ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        return new Visitor(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    private static string OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"None of {string.Join(", ", Names)} is on the PATH. On Debian: apt-get install chromium");
}
