namespace AutoProg.EndToEnd.Tests.Browsing;

/// <summary>A page, or a state of one, as a person may find it.</summary>
/// <param name="Show">Brings it on after the address was opened.</param>
internal sealed record Scene(string Name, string Address, string Heading, Func<IPage, Task>? Show = null)
{
    // Half faded in, text has too little contrast for any inspection.
    private const string Settled = """
        () => Promise.all(document.getAnimations().filter(it => it.effect.getComputedTiming().iterations !== Infinity).map(it => it.finished))
        """;

    public async Task OpenAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync(Address);
        await visitor.Heading(Heading).WaitForAsync();
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        if (Show is not null)
        {
            await Show(visitor.Page);
        }

        await visitor.Page.EvaluateAsync(Settled);
    }
}
