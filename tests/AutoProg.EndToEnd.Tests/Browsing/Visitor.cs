namespace AutoProg.EndToEnd.Tests.Browsing;

/// <summary>A person at the dashboard, and every complaint of their browser's console.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    public const string Name = "ada";
    public const string Password = "correct horse battery";
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public Visitor(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        Listen(page);
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (complaints)
            {
                return [.. complaints];
            }
        }
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<IPage> OpenTabAsync(string address)
    {
        var tab = await context.NewPageAsync();
        Listen(tab);
        await tab.GotoAsync(address);
        return tab;
    }

    public async Task SetUpAsync(string link)
    {
        await Page.GotoAsync(link);
        await Page.GetByLabel("Name").FillAsync(Name);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await Page.GetByLabel("Password again").FillAsync(Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create and sign in" }).ClickAsync();
        await Heading("Home").WaitForAsync();
    }

    public async Task SignInAsync()
    {
        await Page.GetByLabel("Name").FillAsync(Name);
        await Page.GetByLabel("Password").FillAsync(Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Heading("Home").WaitForAsync();
    }

    public async Task SignOutAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Account of {Name}" }).ClickAsync();
        await Page.GetByText("Sign out").ClickAsync();
        await Heading("Sign in").WaitForAsync();
    }

    /// <summary>Fills fields of the experiment form by their paths in the specification.</summary>
    public async Task FillAsync(params IEnumerable<(string Path, string Value)> fields)
    {
        foreach (var (path, value) in fields)
        {
            await Page.Locator($"[id='{path}']").FillAsync(value);
        }
    }

    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true, Level = 1 });

    /// <summary>The state that the run page shows.</summary>
    public ILocator State => Page.Locator(".ap-run-title .ap-state");

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private void Listen(IPage page)
    {
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text} ({message.Location})");
        page.PageError += (_, error) => Note(true, $"page error: {error}");
    }

    private void Note(bool counts, string complaint)
    {
        if (counts)
        {
            lock (complaints)
            {
                complaints.Add(complaint);
            }
        }
    }
}
