using System.Net;
using System.Text;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;

namespace AutoProg.Server.Tests.Runs;

public sealed class SubmitTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task An_invalid_specification_is_answered_by_field()
    {
        var spec = ApiCalls.Script("points=1") with { Optimization = new() { Epochs = 0 }, Data = new() { Dataset = "cats" } };
        var problem = await RefusedAsync(await Json(spec));
        Assert.Equal(["data.dataset", "optimization.epochs"], problem.Errors!.Keys.Where(key => key is "data.dataset" or "optimization.epochs").Order());
    }

    [Theory]
    [InlineData("""{"nam":"x"}""", "nam")]
    [InlineData("""{"optimization":{"epoch":3}}""", "optimization.epoch")]
    [InlineData("""{"schedule":{"stages":[{"startFraction":0,"resolution":28,"dept":1}]}}""", "schedule.stages[0].dept")]
    [InlineData("""{"optimization":{"epochs":"three"}}""", "optimization.epochs")]
    [InlineData("""{"seed":"1"}""", "seed")]
    [InlineData("""{"schedule":{"kind":"magic"}}""", "schedule.kind")]
    public async Task A_body_with_an_unknown_field_or_kind_names_it(string body, string field)
    {
        var problem = await RefusedAsync(body);
        Assert.Contains(field, problem.Errors!.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_body_that_is_no_specification_is_a_400(string body) => await RefusedAsync(body);

    [Fact]
    public async Task A_run_has_its_folder_its_frozen_record_and_its_row()
    {
        using var api = await shared.Server.ScriptAsync();
        var run = await api.LaunchAsync("points=2 every=1");
        Assert.Matches("^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$", run.Id);
        var record = JsonFile.Read(new RunFolder(Path.Combine(shared.Server.DataRoot, "runs", run.Id)).Record, ContractsJson.Default.RunRecord)!;
        Assert.Equal((run.Id, "local-administrator", "points=2 every=1"), (record.Id, record.Author, record.Spec.Name));
        var done = await api.WaitAsync(run.Id, RunState.Completed);
        Assert.Equal((2, 2, 0.9, 0.8, "cpu"), (done.Step, done.TotalSteps, done.Top1!.Value, done.LinearTop1!.Value, done.Device));
        var detail = await (await api.GetAsync(new Uri(Routes.Run(run.Id), UriKind.Relative))).ReadAsync(ContractsJson.Default.RunDetail);
        Assert.Equal((0.9, "Scripted CPU"), (detail.Result!.Top1, detail.Environment!.DeviceName));
    }

    [Fact]
    public async Task The_same_idempotency_key_is_the_same_run_even_at_once()
    {
        using var api = await shared.Server.ScriptAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SubmitAsync(api, "points=1 every=1", "key-1")));
        var ids = await Task.WhenAll(answers.Select(async answer => (await answer.ReadAsync(ContractsJson.Default.RunSummary)).Id));
        Assert.Single(ids.Distinct());
        using var other = await SubmitAsync(api, "points=2 every=1", "key-1");
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("..%2f..%2fautoprog.db")]
    [InlineData("%252e%252e%252f")]
    [InlineData("..%5c..%5ckeys")]
    [InlineData("a%00b")]
    [InlineData("CON.")]
    [InlineData("20260101-000000-0000")]
    public async Task Ids_that_name_no_run_are_404_everywhere(string id)
    {
        using var api = await shared.Server.ScriptAsync();
        foreach (var (method, route) in new[] { ("GET", ""), ("GET", "/rows"), ("GET", "/log"), ("GET", "/log/download"), ("POST", "/stop"), ("POST", "/resume"), ("DELETE", "") })
        {
            using var answer = await api.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri($"{shared.Server.Address}api/runs/{id}{route}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })));
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {id}{route}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task An_id_of_300_characters_is_404()
    {
        using var api = await shared.Server.ScriptAsync();
        using var answer = await api.GetAsync(new Uri(Routes.Run(new string('a', 300)), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient api, string script, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Routes.Runs) { Content = new StringContent(await Json(ApiCalls.Script(script)), Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        return await api.SendAsync(request);
    }

    private static Task<string> Json(RunSpec spec) => Task.FromResult(System.Text.Json.JsonSerializer.Serialize(spec, ContractsJson.Default.RunSpec));

    private async Task<Problem> RefusedAsync(string body)
    {
        using var api = await shared.Server.ScriptAsync();
        using var answer = await api.PostAsync(new Uri(Routes.Runs, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return await answer.ReadProblemAsync();
    }
}
