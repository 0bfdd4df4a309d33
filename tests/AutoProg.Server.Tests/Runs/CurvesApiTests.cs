using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Runs;

public sealed class CurvesApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Every_point_of_a_run_is_exported_and_opens_it()
    {
        using var api = await shared.Server.ScriptAsync();
        var id = await FinishedAsync(api);
        var lines = (await api.GetStringAsync(Address(Routes.Points(id)))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var page = await (await api.GetAsync(Address(Routes.Rows(id, 0)))).ReadAsync(ContractsJson.Default.FeedPage);
        var opening = await (await api.GetAsync(Address(Routes.Opening(id)))).ReadAsync(ContractsJson.Default.FeedPage);

        Assert.Equal("series,sequence,step,epoch,active_seconds,wall_seconds,flops,value", lines[0]);
        Assert.Equal(page.Points.Sequence.Order(), lines.Skip(1).Select(line => long.Parse(line.Split(',')[1], null)).Order());
        Assert.Equal(page.Points.Sequence, opening.Points.Sequence);
        Assert.Null(opening.Thinned);
        Assert.Equal(page.Events, opening.Events);
        Assert.Equal(page.LastSequence, opening.LastSequence);
    }

    [Theory]
    [InlineData("series", "")]
    [InlineData("series", "?series=train/lost")]
    [InlineData("x", "?series=train/loss&x=time")]
    [InlineData("from", "?series=train/loss&from=3&to=2")]
    [InlineData("pixels", "?series=train/loss&pixels=0")]
    public async Task A_wrong_parameter_is_named(string parameter, string query)
    {
        using var api = await shared.Server.ScriptAsync();
        using var answer = await api.GetAsync(Address(Routes.Curves(await FinishedAsync(api)) + query));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([parameter], (await answer.ReadProblemAsync()).Errors!.Keys);
    }

    [Fact]
    public async Task A_stretch_of_a_curve_comes_over_the_axis_asked_for()
    {
        using var api = await shared.Server.ScriptAsync();
        var set = await (await api.GetAsync(Address($"{Routes.Curves(await FinishedAsync(api))}?series=train/loss&x=step&from=2&to=2"))).ReadAsync(ContractsJson.Default.CurveSet);

        Assert.Equal([1, 2, 3], set.Curves.Single().X);
    }

    [Fact]
    public async Task Strangers_get_nothing_and_unknown_runs_are_not_found()
    {
        using var api = await shared.Server.ScriptAsync();
        using var stranger = shared.Server.Stranger();
        foreach (var route in new[] { Routes.Opening("no-such-run"), Routes.Curves("no-such-run") + "?series=a", Routes.Points("no-such-run") })
        {
            using var unknown = await api.GetAsync(Address(route));
            using var refused = await stranger.GetAsync(Address(route));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (unknown.StatusCode, refused.StatusCode));
        }
    }

    private static Uri Address(string route) => new(route, UriKind.Relative);

    private static async Task<string> FinishedAsync(HttpClient api)
    {
        var run = await api.LaunchAsync("points=3 every=1");
        await api.WaitAsync(run.Id, RunState.Completed);
        return run.Id;
    }
}
