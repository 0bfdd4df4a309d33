using AutoProg.Client.Pages;

namespace AutoProg.Client.Tests.Pages;

public class UnfreezingCardTests
{
    private static readonly UnfreezingMeasurement
        Cheap = new(new(16, 2), new(1200, 1000, 5, 147.8, 0.3), 0.065),
        Large = new(new(20, 4), new(900, 800, 6, 250.1, 0.4), 0.124);

    [Fact]
    public async Task Scores_appear_before_the_decision()
    {
        await using var app = new ClientContext();
        var card = app.Render<UnfreezingCard>(parameters => parameters.Add(it => it.Index, 0).Add(it => it.Scored, [new CandidateScored(0, 0, Cheap)]));

        Assert.Contains("Candidates are being scored.", card.Markup, StringComparison.Ordinal);
        Assert.Equal(["–", "16 px, 2 trained blocks", "1200", "147.8", "65.0 ms", "–", "–"], Row(card, 0));
        Assert.Empty(card.FindAll("input"));
    }

    [Fact]
    public async Task Other_weights_rank_anew_in_the_browser()
    {
        await using var app = new ClientContext();
        var card = Decided(app);

        Assert.Equal(["1", "16 px, 2 trained blocks (chosen)", "1200", "147.8", "65.0 ms", "1", "3 ★"], Row(card, 0));
        Assert.Equal("3 ★", Row(card, 1)[^1]);

        card.Find("#vote-0-time").Input("0.1");

        Assert.Equal("2.1", Row(card, 0)[^1]);
        Assert.Equal("1.2 ★", Row(card, 1)[^1]);
        Assert.Contains("(chosen)", Row(card, 0)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counted_costs_are_no_times()
    {
        await using var app = new ClientContext();
        var card = app.Render<UnfreezingCard>(parameters => parameters
            .Add(it => it.Index, 0).Add(it => it.Scored, [new CandidateScored(0, 0, Cheap with { Time = 2e9 })]).Add(it => it.ByFlops, true));

        Assert.Equal("2 GFLOPs", Row(card, 0)[4]);
        Assert.Contains("FLOPs per step", card.Markup, StringComparison.Ordinal);
    }

    private static IRenderedComponent<UnfreezingCard> Decided(ClientContext app)
    {
        var decided = new UnfreezingDecided(0, 0, UnfreezingRule.GainPerCost, 0,
            [new(Cheap, new(1, 2, 2), 1, 1), new(Large, new(2, 1, 1), 0.76, 2)], 0.24, "Chose r16_l2: the cheapest.");
        return app.Render<UnfreezingCard>(parameters => parameters
            .Add(it => it.Index, 0).Add(it => it.Scored, [new CandidateScored(0, 0, Cheap), new CandidateScored(0, 0, Large)]).Add(it => it.Decision, decided));
    }

    private static string[] Row(IRenderedComponent<UnfreezingCard> card, int index) =>
        [.. card.FindAll("tbody tr")[index].Children.Select(cell => cell.TextContent.Trim())];
}
