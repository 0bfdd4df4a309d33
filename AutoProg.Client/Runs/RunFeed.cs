using System.Text.Json;
using AutoProg.Client.Browser;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using MessagePack;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Client.Runs;

/// <summary>One run over SignalR: asks for what it lacks, catches up after every reconnect, polls meanwhile.</summary>
public sealed class RunFeed : IRunFeed
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(3);

    // From here on the opening page, which thins long curves, costs less than the rows.
    private const long FarBehind = 4 * FeedPage.MostRows;

    private readonly string runId;
    private readonly RunsClient runs;
    private readonly TimeProvider time;
    private readonly Func<Task> changed;
    private readonly HubConnection hub;
    private readonly CancellationTokenSource disposal = new();
    private bool asking;
    private bool askAgain;
    private bool isOpen;

    public RunFeed(string runId, Uri hubAddress, RunsClient runs, TimeProvider time, Func<Task> changed)
    {
        (this.runId, this.runs, this.time, this.changed) = (runId, runs, time, changed);
        LastContact = time.GetUtcNow();
        hub = new HubConnectionBuilder()
            .WithUrl(hubAddress)
            .WithAutomaticReconnect(new ReconnectForever())
            // Only built-in types cross the wire, so no resolver has to generate code in the browser.
            .AddMessagePackProtocol(options => options.SerializerOptions =
                MessagePackSerializerOptions.Standard.WithResolver(BuiltinResolver.Instance).WithSecurity(MessagePackSecurity.UntrustedData))
            .Build();
        hub.On<byte[]>(nameof(IRunFeedClient.Page), OnPageAsync);
        hub.On<string, long>(nameof(IRunFeedClient.Advanced), OnAdvancedAsync);
        hub.Reconnecting += _ => ConnectionChangedAsync();
        hub.Reconnected += async _ =>
        {
            await ConnectionChangedAsync();
            await AskAsync();
        };
        hub.Closed += _ => ReopenAsync();
    }

    public RunHistory History { get; private set; } = new();

    public bool IsLive => hub.State == HubConnectionState.Connected;

    public DateTimeOffset LastContact { get; private set; }

    public Task StartAsync()
    {
        _ = WatchAsync();
        return ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await disposal.CancelAsync();
        await hub.DisposeAsync();
        disposal.Dispose();
    }

    // Where the server itself ends the connection, as when it shuts down, there is no automatic reconnect.
    private async Task ReopenAsync()
    {
        if (disposal.IsCancellationRequested)
        {
            return;
        }

        await ConnectionChangedAsync();
        await PauseAsync();
        await ConnectAsync();
    }

    // The first connection has no automatic retry.
    private async Task ConnectAsync()
    {
        while (!disposal.IsCancellationRequested)
        {
            try
            {
                await hub.StartAsync(disposal.Token);
                break;
            }
            catch (OperationCanceledException) when (disposal.IsCancellationRequested)
            {
                return;
            }
            catch (Exception) when (!disposal.IsCancellationRequested)
            {
                // Transports fail in many ways, an AggregateException among them: each is a reason to try again.
                await ConnectionChangedAsync();
                await PauseAsync();
            }
        }

        await ConnectionChangedAsync();
        await AskAsync();
    }

    private async Task PauseAsync()
    {
        if (!disposal.IsCancellationRequested)
        {
            await Task.Delay(PollEvery, time, disposal.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Pages follow a subscription by themselves; where they stop coming though rows are known of, it is renewed.
    private async Task WatchAsync()
    {
        long seen = -1;
        using var timer = new PeriodicTimer(PollEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(disposal.Token))
            {
                if (!IsLive)
                {
                    await PollAsync();
                }
                else if (!isOpen || (!History.IsCaughtUp && History.LastSequence == seen))
                {
                    await AskAsync();
                }

                seen = History.LastSequence;
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async Task PollAsync()
    {
        try
        {
            await OpenAsync();
            do
            {
                History.Apply(await runs.RowsAsync(runId, History.LastSequence, disposal.Token));
                LastContact = time.GetUtcNow();
                await changed();
            }
            while (!History.IsCaughtUp);
        }
        catch (ApiException)
        {
            // Still away: the banner says since when.
            await changed();
        }
    }

    private async Task OnPageAsync(byte[] json)
    {
        LastContact = time.GetUtcNow();
        if (JsonSerializer.Deserialize(json, ContractsJson.Default.FeedPage) is not { } page || page.RunId != runId)
        {
            return;
        }

        var outcome = History.Apply(page);
        isOpen &= page.NewestSequence - page.LastSequence < FarBehind;
        if (!isOpen)
        {
            await AskAsync();
            return;
        }

        if (outcome == PageOutcome.Gap)
        {
            await AskAsync();
        }
        else if (outcome == PageOutcome.Applied)
        {
            await changed();
        }
    }

    private async Task OnAdvancedAsync(string id, long newest)
    {
        if (id != runId)
        {
            return;
        }

        LastContact = time.GetUtcNow();
        History.Heard(newest);
        await changed();
    }

    // A run of a million points opens with a choice of them; whoever was away for long opens it anew.
    private async Task OpenAsync()
    {
        if (isOpen)
        {
            return;
        }

        var opening = new RunHistory();
        opening.Apply(await runs.OpeningAsync(runId, disposal.Token));
        (History, LastContact, isOpen) = (opening, time.GetUtcNow(), true);
        await changed();
    }

    // One question at a time: a gap that shows meanwhile only marks that another is needed.
    private async Task AskAsync()
    {
        askAgain = true;
        if (asking)
        {
            return;
        }

        asking = true;
        try
        {
            while (askAgain && IsLive)
            {
                askAgain = false;
                await OpenAsync();
                await hub.InvokeAsync("Subscribe", runId, History.LastSequence, disposal.Token);
            }
        }
        catch (Exception failure) when (failure is HubException or InvalidOperationException or OperationCanceledException or IOException or ApiException)
        {
            // Lost in between: reconnecting asks again, and polling fills in.
        }
        finally
        {
            asking = false;
        }
    }

    private Task ConnectionChangedAsync() => changed();

    private sealed class ReconnectForever : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) =>
            TimeSpan.FromSeconds(Math.Min(5, retryContext.PreviousRetryCount));
    }
}
