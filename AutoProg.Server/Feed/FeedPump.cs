using System.Text.Json;
using System.Threading.Channels;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;

namespace AutoProg.Server.Feed;

/// <summary>
/// Sends one connection the rows of one run from its own cursor, one page in flight. It catches up at full
/// speed, then sends at most four pages a second. A connection that takes nothing for five seconds is ended.
/// </summary>
public sealed class FeedPump(RunFolder folder, long after, Func<byte[], Task> send, Action abort, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(5);
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stopped = new();
    private Task running = Task.CompletedTask;

    public void Wake() => bell.Writer.TryWrite(true);

    public void Start(CancellationToken disconnected) => running = Task.Run(() => RunAsync(disconnected), CancellationToken.None);

    /// <summary>Returns when the page in flight has been sent.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await running;
        stopped.Dispose();
    }

    private async Task RunAsync(CancellationToken disconnected)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(disconnected, stopped.Token);
        try
        {
            await PumpAsync(ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Disconnected, or subscribed anew.
        }
        catch (Exception)
        {
            // Whatever it was, the client connects again and goes on from its last row.
            abort();
        }
    }

    private async Task PumpAsync(CancellationToken token)
    {
        var cursor = after;
        var sentAny = false;
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var page = Read(cursor);
            if (page.LastSequence > cursor || !sentAny)
            {
                // The first page goes out even when it is empty: the client then knows that it has everything.
                await send(JsonSerializer.SerializeToUtf8Bytes(page, ContractsJson.Default.FeedPage)).WaitAsync(SendTimeout, time, CancellationToken.None);
                sentAny = true;
                cursor = page.LastSequence;
            }

            if (page.NewestSequence <= cursor)
            {
                await Task.Delay(LiveInterval, time, token);
                await bell.Reader.ReadAsync(token);
            }
        }
    }

    // Opened anew each time: hundreds of viewers hold no file open, and a deleted run is really gone.
    private FeedPage Read(long cursor)
    {
        using var reader = RunReader.Open(folder);
        return reader?.ReadAfter(cursor) ?? new FeedPage(folder.Id, cursor + 1, cursor, 0, PointColumns.Empty, []);
    }
}
