using AutoProg.Contracts.Runs;

namespace AutoProg.Training.Worker;

/// <summary>Cancels when a person asks the run to stop: by the folder's stop file or by the caller's token.</summary>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource source;
    private readonly ITimer timer;

    private StopSignal(RunFolder folder, TimeProvider time, CancellationToken stop)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer = time.CreateTimer(_ => Look(folder), null, TimeSpan.Zero, Period);
    }

    public CancellationToken Token => source.Token;

    public static StopSignal Watch(RunFolder folder, TimeProvider time, CancellationToken stop) => new(folder, time, stop);

    public void Dispose()
    {
        timer.DisposeAsync().AsTask().Wait(); // Until no look is under way, which would cancel a disposed source.
        source.Dispose();
    }

    private void Look(RunFolder folder)
    {
        if (File.Exists(folder.StopRequest) && !source.IsCancellationRequested)
        {
            source.Cancel();
        }
    }
}
