using AutoProg.Client.Pages;

namespace AutoProg.Client.Tests.Pages;

public class RunSamplesTests
{
    private static readonly RunSpec Demo = Presets.Find("dit-mnist-demo")!.Spec;

    [Fact]
    public async Task The_newest_samples_show_until_others_are_chosen()
    {
        await using var app = new ClientContext();
        var pages = new FeedPages();
        var history = new RunHistory();
        history.Apply(pages.Started(Demo).Event(Drawn(100, 16)).Event(Drawn(200, 16)).Next());
        var samples = app.Render<RunSamples>(parameters => parameters.Add(it => it.RunId, "digits").Add(it => it.History, history));

        Assert.Equal("/api/runs/digits/samples/step-00000200.png", samples.Find("img").GetAttribute("src"));
        Assert.Contains("60 generated images at step 200", samples.Find("img").GetAttribute("alt"), StringComparison.Ordinal);

        history.Apply(pages.Event(Drawn(300, 28)).Next());
        samples.Render(parameters => parameters.Add(it => it.History, history));

        Assert.Contains("Step 300, 28 px", samples.Find("figcaption").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Growth_points_can_be_jumped_to()
    {
        await using var app = new ClientContext();
        var history = new RunHistory();
        var grown = new NetworkGrown(200, new(0, 16, 4), new(0.5, 28, 8), GrowthOperatorKind.Interpolation, 0.06, 0.05);
        history.Apply(new FeedPages().Started(Demo).Event(Drawn(100, 16)).Event(Drawn(200, 16)).Event(grown).Event(Drawn(300, 28)).Event(Drawn(400, 28)).Next());
        var samples = app.Render<RunSamples>(parameters => parameters.Add(it => it.RunId, "digits").Add(it => it.History, history));

        samples.Find("button[aria-label='Samples before the growth']").Click();
        Assert.Contains("Step 200, 16 px", samples.Find("figcaption").TextContent, StringComparison.Ordinal);

        samples.Find("button[aria-label='Samples after the next growth']").Click();
        Assert.Contains("Step 300, 28 px", samples.Find("figcaption").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_classifier_draws_nothing()
    {
        await using var app = new ClientContext();

        Assert.Empty(app.Render<RunSamples>(parameters => parameters.Add(it => it.RunId, "shoes").Add(it => it.History, new RunHistory())).Markup.Trim());
    }

    private static SamplesDrawn Drawn(int step, int resolution) => new(step, $"step-{step:D8}.png", resolution, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 6);
}
