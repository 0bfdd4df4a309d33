using AutoProg.Contracts.Runs;
using AutoProg.Server.Runs;
using Microsoft.AspNetCore.SignalR;

namespace AutoProg.Server.Feed;

/// <summary>Says that a run has new rows or another state: to the group one number, to each connection's pump a wake-up.</summary>
public sealed class FeedBell(IHubContext<RunHub, IRunFeedClient> hub, FeedSubscriptions subscriptions, RunIndex index, CurveKeeper curves)
{
    public async Task RingAsync(string runId)
    {
        if (await index.FindAsync(runId) is { } run)
        {
            await RingAsync(runId, run.NewestSequence);
        }
    }

    public Task RingAsync(string runId, long newest)
    {
        subscriptions.Wake(runId);
        curves.Heard(runId, newest);

        // Not awaited: a connection that does not read would hold up the run's watch. Its pump ends it after five seconds.
        _ = hub.Clients.Group(RunHub.GroupOf(runId)).Advanced(runId, newest)
            .ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return Task.CompletedTask;
    }
}
