namespace AutoProg.Client.Browser;

/// <summary>Calls back at once, then at most once per interval; the last request is never lost.</summary>
public sealed class RenderThrottle(TimeSpan interval, TimeProvider time, Func<Task> callback) : IDisposable
{
    private long? lastCall;
    private ITimer? pending;

    public Task RequestAsync()
    {
        if (pending is not null)
        {
            return Task.CompletedTask;
        }

        var wait = lastCall is { } last ? interval - time.GetElapsedTime(last) : TimeSpan.Zero;
        if (wait <= TimeSpan.Zero)
        {
            return CallAsync();
        }

        pending = time.CreateTimer(_ => _ = CallAsync(), null, wait, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public void Dispose() => pending?.Dispose();

    private Task CallAsync()
    {
        pending?.Dispose();
        pending = null;
        lastCall = time.GetTimestamp();
        return callback();
    }
}
