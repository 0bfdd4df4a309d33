using System.Net;
using System.Xml.Linq;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Runs;

public sealed class FigureTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("step", "step")]
    [InlineData("epoch", "epoch")]
    [InlineData("active", "active time (s)")]
    [InlineData("wall", "wall time (s)")]
    [InlineData("flops", "training FLOPs")]
    public async Task Curves_are_drawn_over_every_axis(string x, string label)
    {
        using var api = await shared.Server.ScriptAsync();
        var run = await FinishedAsync(api);
        using var answer = await GetAsync(api, $"{Routes.Figure(run)}?series=train/loss&series=test/top1&x={x}&format=svg");

        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        var text = TextOf(await answer.Content.ReadAsStringAsync());
        Assert.All(["train/loss", "test/top1", label], name => Assert.Contains(name, text));
    }

    [Fact]
    public async Task Without_a_format_the_picture_is_a_png()
    {
        using var api = await shared.Server.ScriptAsync();
        using var answer = await GetAsync(api, $"{Routes.Figure(await FinishedAsync(api))}?series=train/loss");

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("PNG"u8.ToArray(), (await answer.Content.ReadAsByteArrayAsync())[1..4]);
    }

    [Theory]
    [InlineData("series", "")]
    [InlineData("series", "?series=train/lost")]
    [InlineData("series", "?series=a&series=a&series=a&series=a&series=a&series=a&series=a&series=a")]
    [InlineData("x", "?series=train/loss&x=time")]
    [InlineData("format", "?series=train/loss&format=gif")]
    public async Task A_wrong_parameter_is_named(string parameter, string query)
    {
        using var api = await shared.Server.ScriptAsync();
        using var answer = await GetAsync(api, Routes.Figure(await FinishedAsync(api)) + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([parameter], (await answer.ReadProblemAsync()).Errors!.Keys);
    }

    [Fact]
    public async Task Strangers_and_unknown_runs_get_no_figure()
    {
        using var api = await shared.Server.ScriptAsync();
        using var stranger = shared.Server.Stranger();
        using var unknown = await GetAsync(api, Routes.Figure("no-such-run") + "?series=train/loss");
        using var refused = await GetAsync(stranger, Routes.Figure("no-such-run") + "?series=train/loss");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (unknown.StatusCode, refused.StatusCode));
    }

    [Fact]
    public void Stages_are_labelled_large_numbers_are_short_and_what_is_no_number_is_a_gap()
    {
        using var figure = Figures.CurveFigure.Of(
            "run", "training FLOPs", "train/loss", [new("train/loss", [0, 1e12, 2e12], [2, double.NaN, 1])], [new(1e12, "28 px, 4 blocks")]);
        var text = TextOf(figure.ToSvg());

        Assert.Contains("28 px, 4 blocks", text);
        Assert.Contains("2 T", text);
        Assert.DoesNotContain("000,000", text);
        Assert.DoesNotContain("NaN", text);
    }

    [Fact]
    public void Over_a_logarithm_labels_say_the_values_themselves()
    {
        using var figure = Figures.CurveFigure.Of(
            "run", "step", "train/loss", [new("train/loss", [0, 1, 2], [100, 1, 0.01], new([50, 0.5, 0.005], [200, 2, 0.02]))], [], log: true);
        var text = TextOf(figure.ToSvg()).Split('\n', StringSplitOptions.TrimEntries);

        Assert.Contains("100", text);
        Assert.Contains("0.01", text);
    }

    private static string TextOf(string svg) =>
        string.Join('\n', XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value));

    private static async Task<string> FinishedAsync(HttpClient api)
    {
        var run = await api.LaunchAsync("points=3 every=1");
        await api.WaitAsync(run.Id, RunState.Completed);
        return run.Id;
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient api, string route) => api.GetAsync(new Uri(route, UriKind.Relative));
}
