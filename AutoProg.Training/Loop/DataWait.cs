using AutoProg.Contracts.Events;

namespace AutoProg.Training.Loop;

/// <summary>Which share of the time the loop waits for its images.</summary>
internal sealed class DataWait(RunClock clock)
{
    private TimeSpan waited;
    private TimeSpan since = clock.Elapsed;

    /// <summary>The same items; the time that the next one takes is counted.</summary>
    public IEnumerable<T> Watch<T>(IEnumerable<T> source)
    {
        using var items = source.GetEnumerator();
        while (MoveNext(items))
        {
            yield return items.Current;
        }
    }

    /// <summary>Of the time since the last call, 0 to 1.</summary>
    public (string Series, double Value) Take()
    {
        var now = clock.Elapsed;
        var share = now > since ? Math.Clamp(waited / (now - since), 0, 1) : 0;
        (waited, since) = (TimeSpan.Zero, now);
        return (SeriesNames.DataWait, share);
    }

    private bool MoveNext<T>(IEnumerator<T> items)
    {
        var begun = clock.Elapsed;
        var moved = items.MoveNext();
        waited += clock.Elapsed - begun;
        return moved;
    }
}
