using System.Threading.Channels;

namespace AutoProg.Server.Supervision;

/// <summary>Wakes the supervisor. The queue itself is the index: rows in state Queued, in their order.</summary>
public sealed class QueueBell
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => bell.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken token) => bell.Reader.ReadAsync(token);
}
