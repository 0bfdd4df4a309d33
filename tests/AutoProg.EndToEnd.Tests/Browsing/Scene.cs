namespace AutoProg.EndToEnd.Tests.Browsing;

/// <summary>A page, or a state of one, as a person may find it.</summary>
/// <param name="Show">Brings it on after the address was opened.</param>
internal sealed record Scene(string Name, string Address, string Heading, Func<IPage, Task>? Show = null)
{
    // Half faded in, text has too little contrast for any inspection; what moves for ever is no transition.
    private const string IsSettled = """
        () => document.getAnimations().every(it => it.playState !== "running" || it.effect.getComputedTiming().iterations === Infinity)
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

        await Eventually.SeeAsync($"{Name} comes to rest", () => visitor.Page.EvaluateAsync<bool>(IsSettled), isSettled => isSettled, seconds: 20);
    }
}
