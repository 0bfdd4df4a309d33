using System.Collections.Concurrent;
using AutoProg.Contracts.Runs;
using Microsoft.AspNetCore.SignalR;

namespace AutoProg.Server.Feed;

/// <summary>The pumps of all connections.</summary>
public sealed class FeedSubscriptions(IServiceProvider services, DataRoot root, TimeProvider time)
{
    private const int MostRunsPerConnection = 16;
    private readonly ConcurrentDictionary<(string Connection, string Run), FeedPump> pumps = new();

    public async Task StartAsync(HubCallerContext connection, string runId, long after)
    {
        var key = (connection.ConnectionId, runId);
        if (pumps.TryRemove(key, out var earlier))
        {
            // Its page in flight must arrive before the first page of the new one.
            await earlier.DisposeAsync();
        }

        if (pumps.Keys.Count(other => other.Connection == connection.ConnectionId) >= MostRunsPerConnection)
        {
            throw new HubException($"One connection can watch {MostRunsPerConnection} runs; open another.");
        }

        // Resolved late: the hub's context needs the hub, which needs this.
        var client = services.GetRequiredService<IHubContext<RunHub, IRunFeedClient>>().Clients.Client(connection.ConnectionId);
        var pump = new FeedPump(root.FolderOf(runId), after, client.Page, connection.Abort, time);
        pumps[key] = pump;
        pump.Start(connection.ConnectionAborted);
    }

    public void Wake(string runId)
    {
        foreach (var (key, pump) in pumps)
        {
            if (key.Run == runId)
            {
                pump.Wake();
            }
        }
    }

    public void End(string connectionId)
    {
        foreach (var key in pumps.Keys.Where(key => key.Connection == connectionId))
        {
            // The pump itself ends with its connection.
            pumps.TryRemove(key, out _);
        }
    }
}
