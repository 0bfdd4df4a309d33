using AutoProg.Client.Pages;

namespace AutoProg.Client.Tests.Pages;

public class DecisionCardTests
{
    private static readonly Candidate Small = new(16, 3), Large = new(28, 6);
    private static readonly SearchStarted Search = new(1, 1248, 1560, Large, [Small, Large]);

    [Fact]
    public async Task Readings_appear_before_the_decision()
    {
        await using var app = new ClientContext();
        CandidateRead[] readings = [new(1, 1248, Small, 0, 0.9), new(1, 1404, Small, 1, 0.7)];
        var card = app.Render<DecisionCard>(parameters => parameters.Add(it => it.Search, Search).Add(it => it.Readings, readings));

        Assert.Contains("Trains a supernet of 28 px and 6 blocks until step 1,560", card.Markup, StringComparison.Ordinal);
        Assert.Equal(["–", "16 px, 3 blocks", "0.800", "–", "–", "0.900, 0.700"], Row(card, 0));
        Assert.Equal("not read yet", Row(card, 1)[^1]);
    }

    [Fact]
    public async Task A_decision_ranks_all_candidates_and_says_why()
    {
        await using var app = new ClientContext();
        var decided = new StageDecided(1, 1560, SearchCost.Measured, 0.25,
            [new(Large, [0.5, 0.4], 0.45, 0.05, 0.213, 1), new(Small, [0.9, 0.7], 0.8, 0.01, 0.253, 2)], 0.19, "Chose r28_l6: it is better.");
        var card = app.Render<DecisionCard>(parameters => parameters.Add(it => it.Search, Search).Add(it => it.Readings, []).Add(it => it.Decision, decided));

        Assert.Contains("Chose r28_l6: it is better.", card.Markup, StringComparison.Ordinal);
        Assert.Equal(["1", "28 px, 6 blocks (chosen)", "0.450", "50.0 ms", "0.213", "0.500, 0.400"], Row(card, 0));
        Assert.Equal(["2", "16 px, 3 blocks", "0.800", "10.0 ms", "0.253", "0.900, 0.700"], Row(card, 1));
        Assert.Contains("time^0.25", card.Markup, StringComparison.Ordinal);
    }

    private static string[] Row(IRenderedComponent<DecisionCard> card, int index) =>
        [.. card.FindAll("tbody tr")[index].Children.Select(cell => cell.TextContent.Trim())];
}
