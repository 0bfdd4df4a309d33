using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Runs;

public sealed class ActionTests(QuickStopServer shared) : IClassFixture<QuickStopServer>
{
    private readonly ServerUnderTest server = shared.Server;

    [Fact]
    public async Task Runs_start_one_at_a_time_in_their_order()
    {
        using var api = await server.ScriptAsync();
        var first = await api.LaunchAsync("then=wait");
        var second = await api.LaunchAsync("points=1 every=1");
        var third = await api.LaunchAsync("points=1 every=1", device: "auto");
        await api.WaitAsync(first.Id, RunState.Running);
        Assert.Equal((RunState.Queued, 1), (await PlaceAsync(api, second.Id)));
        Assert.Equal((RunState.Queued, 2), (await PlaceAsync(api, third.Id)));
        await PostAsync(api, Routes.Stop(first.Id), HttpStatusCode.OK);
        var one = await api.WaitAsync(first.Id, RunState.Stopped);
        var two = await api.WaitAsync(second.Id, RunState.Completed);
        var three = await api.WaitAsync(third.Id, RunState.Completed);
        Assert.True(one.EndedAt <= two.StartedAt && two.EndedAt <= three.StartedAt, $"{one}\n{two}\n{three}");
    }

    [Fact]
    public async Task A_queued_run_can_be_cancelled_and_another_device_does_not_wait()
    {
        using var api = await server.ScriptAsync();
        var first = await api.LaunchAsync("then=wait");
        var waiting = await api.LaunchAsync("points=1");
        var elsewhere = await api.LaunchAsync("points=1", device: "cuda:1");
        await api.WaitAsync(elsewhere.Id, RunState.Completed);
        await PostAsync(api, Routes.Stop(waiting.Id), HttpStatusCode.OK);
        Assert.Equal(RunState.Cancelled, (await api.GetRunAsync(waiting.Id)).State);
        await PostAsync(api, Routes.Resume(waiting.Id), HttpStatusCode.Conflict);
        await PostAsync(api, Routes.Stop(first.Id), HttpStatusCode.OK);
        await api.WaitAsync(first.Id, RunState.Stopped);
    }

    [Fact]
    public async Task A_stopped_run_can_be_resumed_and_then_deleted()
    {
        using var api = await server.ScriptAsync();
        var run = await api.LaunchAsync("points=3 then=wait");
        await api.WaitAsync(run.Id, row => row.Step == 3);
        await PostAsync(api, Routes.Resume(run.Id), HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Conflict, await DeleteAsync(api, run.Id));
        await PostAsync(api, Routes.Stop(run.Id), HttpStatusCode.OK);
        var stopped = await api.WaitAsync(run.Id, RunState.Stopped);
        await PostAsync(api, Routes.Stop(run.Id), HttpStatusCode.Conflict);

        await PostAsync(api, Routes.Resume(run.Id), HttpStatusCode.OK);
        await api.WaitAsync(run.Id, row => row.State == RunState.Running && row.NewestSequence > stopped.NewestSequence);
        await PostAsync(api, Routes.Stop(run.Id), HttpStatusCode.OK);
        await api.WaitAsync(run.Id, RunState.Stopped);

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(api, run.Id));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(api, run.Id));
        Assert.False(Directory.Exists(Path.Combine(server.DataRoot, "runs", run.Id)));
        Assert.True(File.Exists(Path.Combine(server.DataRoot, "trash", run.Id, "run.db")));
    }

    [Fact]
    public async Task A_completed_run_can_only_be_deleted_and_a_deaf_one_is_stopped_by_force()
    {
        using var api = await server.ScriptAsync();
        var done = await api.LaunchAsync("points=1 every=1");
        await api.WaitAsync(done.Id, RunState.Completed);
        var refusal = await PostAsync(api, Routes.Resume(done.Id), HttpStatusCode.Conflict);
        Assert.Contains("completed", refusal);
        await PostAsync(api, Routes.Stop(done.Id), HttpStatusCode.Conflict);

        var deaf = await api.LaunchAsync("points=1 then=wait deaf=yes");
        await api.WaitAsync(deaf.Id, RunState.Running);
        await PostAsync(api, Routes.Stop(deaf.Id), HttpStatusCode.OK);
        Assert.Null((await api.WaitAsync(deaf.Id, RunState.Stopped)).Failure);
    }

    [Fact]
    public async Task The_log_is_read_by_position_and_downloaded_as_an_attachment()
    {
        using var api = await server.ScriptAsync();
        var run = await api.LaunchAsync("points=1 every=1");
        await api.WaitAsync(run.Id, RunState.Completed);
        var log = await (await api.GetAsync(new Uri(Routes.Log(run.Id, 0), UriKind.Relative))).ReadAsync(ContractsJson.Default.LogChunk);
        Assert.StartsWith("Playing 'points=1 every=1' in " + server.DataRoot, log.Text);
        var rest = await (await api.GetAsync(new Uri(Routes.Log(run.Id, log.To), UriKind.Relative))).ReadAsync(ContractsJson.Default.LogChunk);
        Assert.Equal(new LogChunk(log.To, log.To, ""), rest);
        using var download = await api.GetAsync(new Uri($"{Routes.Run(run.Id)}/log/download", UriKind.Relative));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("sandbox", download.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(log.Text, await download.Content.ReadAsStringAsync());
    }

    private static async Task<(RunState State, int? Place)> PlaceAsync(HttpClient api, string id)
    {
        var run = await api.GetRunAsync(id);
        return (run.State, run.QueuePosition);
    }

    private static async Task<string> PostAsync(HttpClient api, string route, HttpStatusCode expected)
    {
        using var answer = await api.PostAsync(new Uri(route, UriKind.Relative), null);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{route}: {(int)answer.StatusCode} {text}");
        return text;
    }

    private static async Task<HttpStatusCode> DeleteAsync(HttpClient api, string id)
    {
        using var answer = await api.DeleteAsync(new Uri(Routes.Run(id), UriKind.Relative));
        return answer.StatusCode;
    }
}
