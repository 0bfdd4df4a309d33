using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Server.Tests.Feed;

public sealed class FeedTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_client_gets_every_row_once_and_in_order_across_reconnects()
    {
        using var api = await shared.Server.ScriptAsync();
        var run = await api.LaunchAsync("points=150 every=20");
        var watcher = new Watcher(shared.Server, run.Id);
        while (!watcher.HasEnded)
        {
            await watcher.WatchAsync(TimeSpan.FromMilliseconds(700));
        }

        Assert.True(watcher.Connections >= 3, $"Only {watcher.Connections} connections: the run was over too soon to test reconnects.");
        Assert.Equal(Enumerable.Range(1, 302).Select(number => (long)number), watcher.Sequences);
        Assert.True(watcher.Advances > 0);
    }

    [Fact]
    public async Task A_finished_run_is_sent_whole_and_equals_the_http_rows()
    {
        using var api = await shared.Server.ScriptAsync();
        var run = await api.LaunchAsync("points=40 every=1");
        await api.WaitAsync(run.Id, RunState.Completed);
        var watcher = new Watcher(shared.Server, run.Id);
        await watcher.WatchAsync(TimeSpan.FromSeconds(10));
        var page = await (await api.GetAsync(new Uri(Routes.Rows(run.Id, 0), UriKind.Relative))).ReadAsync(ContractsJson.Default.FeedPage);
        Assert.Equal(page.Points.Sequence.Concat(page.Events.Select(row => row.Sequence)).Order(), watcher.Sequences);
        var rest = await (await api.GetAsync(new Uri(Routes.Rows(run.Id, page.LastSequence), UriKind.Relative))).ReadAsync(ContractsJson.Default.FeedPage);
        Assert.Equal((page.LastSequence + 1, page.LastSequence, 0), (rest.FirstSequence, rest.LastSequence, rest.Events.Count));
    }

    [Fact]
    public async Task The_hub_refuses_strangers_and_unknown_runs_and_has_one_method()
    {
        await using var stranger = new HubConnectionBuilder().WithUrl(new Uri(shared.Server.Address, Routes.RunHub)).AddMessagePackProtocol().Build();
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.StartAsync());
        await using var member = await ConnectAsync(shared.Server);
        await Assert.ThrowsAsync<HubException>(() => member.InvokeAsync("Subscribe", "../../keys", 0L));
        await Assert.ThrowsAsync<HubException>(() => member.InvokeAsync("Subscribe", "no-such-run", 0L));
        await Assert.ThrowsAsync<HubException>(() => member.InvokeAsync("Stop", "no-such-run"));
        var methods = typeof(Server.Feed.RunHub).GetMethods(System.Reflection.BindingFlags.DeclaredOnly | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance);
        Assert.Equal(["OnDisconnectedAsync", "Subscribe"], methods.Select(method => method.Name).Order());
    }

    private static async Task<HubConnection> ConnectAsync(ServerUnderTest server)
    {
        var token = await server.TokenAsync();
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(server.Address, Routes.RunHub), options => options.Headers["Authorization"] = $"Bearer {token}")
            .AddMessagePackProtocol()
            .Build();
        await connection.StartAsync();
        return connection;
    }

    /// <summary>Keeps its last number over its connections, as the browser does.</summary>
    private sealed class Watcher(ServerUnderTest server, string runId)
    {
        private readonly List<long> sequences = [];
        private readonly TaskCompletionSource ended = new();

        public IReadOnlyList<long> Sequences => sequences;

        public bool HasEnded => ended.Task.IsCompleted;

        public int Connections { get; private set; }

        public int Advances { get; private set; }

        public async Task WatchAsync(TimeSpan most)
        {
            Connections++;
            await using var connection = await ConnectAsync(server);
            connection.On<byte[]>("Page", Take);
            connection.On<string, long>("Advanced", (_, _) => Advances++);
            await connection.InvokeAsync("Subscribe", runId, sequences.LastOrDefault());
            await Task.WhenAny(ended.Task, Task.Delay(most));
            await connection.StopAsync();
        }

        private void Take(byte[] json)
        {
            var page = JsonSerializer.Deserialize(json, ContractsJson.Default.FeedPage)!;
            sequences.AddRange(page.Points.Sequence.Concat(page.Events.Select(row => row.Sequence)).Order());
            if (page.Events.Any(row => row.Kind == "run-completed"))
            {
                ended.TrySetResult();
            }
        }
    }
}
