using AutoProg.Contracts.Runs;
using AutoProg.Server.Runs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace AutoProg.Server.Feed;

/// <summary>The live feed. Commands go by HTTP.</summary>
[Authorize]
public sealed class RunHub(RunIndex index, FeedSubscriptions subscriptions) : Hub<IRunFeedClient>
{
    public static string GroupOf(string runId) => $"run-{runId}";

    /// <summary>Sends the rows after a number, then each new one; again for the same run, it starts anew.</summary>
    public async Task Subscribe(string runId, long after)
    {
        if (await index.FindAsync(runId) is null)
        {
            throw new HubException("There is no such run; it may have been deleted.");
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(runId), Context.ConnectionAborted);
        await subscriptions.StartAsync(Context, runId, Math.Max(0, after));
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        subscriptions.End(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
