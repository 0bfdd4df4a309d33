using System.Net;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Runs;

public sealed class SampleTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_drawn_picture_is_served_as_it_lies_in_the_run_folder()
    {
        using var api = await shared.Server.ScriptAsync();
        var run = await WithPictureAsync(api, "step-00000100.png", [1, 2, 3]);
        using var answer = await GetAsync(api, Routes.Sample(run, "step-00000100.png"));

        Assert.Equal((HttpStatusCode.OK, "image/png"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("step-00000200.png")]
    [InlineData("../run.json")]
    [InlineData("..%2Frun.json")]
    [InlineData("..\\run.json")]
    [InlineData("notes.txt")]
    [InlineData(".png")]
    public async Task Nothing_else_of_the_folder_is_served(string file)
    {
        using var api = await shared.Server.ScriptAsync();
        var run = await WithPictureAsync(api, "notes.txt", [1]);
        using var answer = await GetAsync(api, Routes.Sample(run, file));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Strangers_and_unknown_runs_get_no_picture()
    {
        using var api = await shared.Server.ScriptAsync();
        using var stranger = shared.Server.Stranger();
        using var unknown = await GetAsync(api, Routes.Sample("no-such-run", "step-00000100.png"));
        using var refused = await GetAsync(stranger, Routes.Sample("no-such-run", "step-00000100.png"));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (unknown.StatusCode, refused.StatusCode));
    }

    private async Task<string> WithPictureAsync(HttpClient api, string file, byte[] content)
    {
        var run = await api.LaunchAsync("points=3 every=1");
        await api.WaitAsync(run.Id, RunState.Completed);
        var samples = new RunFolder(Path.Combine(shared.Server.DataRoot, "runs", run.Id)).Samples;
        Directory.CreateDirectory(samples);
        await File.WriteAllBytesAsync(Path.Combine(samples, file), content);
        return run.Id;
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient api, string route) => api.GetAsync(new Uri(route, UriKind.Relative));
}
