using System.Net;
using System.Xml.Linq;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Server.Runs;

namespace AutoProg.Server.Tests.Runs;

public sealed class FigureTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("step", "step")]
    [InlineData("epoch", "epoch")]
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
    public void Points_that_a_later_attempt_went_back_behind_are_left_out()
    {
        var folder = new RunFolder(ServerUnderTest.NewDataRoot());
        using (var held = RunLock.TryTake(folder)!)
        using (var writer = RunWriter.Open(held))
        {
            writer.Add(Attempt(0));
            writer.Add(Stage(0, 0));
            Add(writer, steps: [1, 2, 3, 4]);
            writer.Add(Stage(1, 2));
            writer.Add(Attempt(2));
            writer.Add(Stage(1, 2));
            Add(writer, steps: [3]);
        }

        var curves = RunCurves.Read(folder);
        var loss = curves.Curve(SeriesNames.TrainLoss, point => point.WallSeconds);
        var boundary = Assert.Single(curves.Boundaries(point => point.Step));

        Assert.Equal([10, 20, 30], loss.X);
        Assert.Equal([1, 0.5, 1 / 3.0], loss.Y);
        Assert.Equal(new Figures.StageBoundary(2, "28 px, 4 blocks"), boundary);
        Directory.Delete(folder.Root, recursive: true);
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

    private static string TextOf(string svg) =>
        string.Join('\n', XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value));

    private static void Add(RunWriter writer, int[] steps)
    {
        foreach (var step in steps)
        {
            writer.Add(new Point(SeriesNames.TrainLoss, step, step / 4.0, step * 10_000, step * 1e9, 1.0 / step));
        }

        writer.Commit();
    }

    private static StageStarted Stage(int index, int step) => new(index, step, new GrowthStage(index / 2.0, 28, 4), 1);

    private static AttemptStarted Attempt(int from) =>
        new(1, from, new RunEnvironment("", "", "", "", "", "", 1, "", ""), new RunPlan(1, 1, [], 1), 1, 1, []);

    private static async Task<string> FinishedAsync(HttpClient api)
    {
        var run = await api.LaunchAsync("points=3 every=1");
        await api.WaitAsync(run.Id, RunState.Completed);
        return run.Id;
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient api, string route) => api.GetAsync(new Uri(route, UriKind.Relative));
}
