namespace AutoProg.Training.Loop;

/// <summary>Active training time of a run: goes on from its checkpoint, stands still while something else is measured.</summary>
/// <param name="alreadySpent">Active time before this worker, and this worker's own start-up.</param>
public sealed class RunClock(TimeProvider time, TimeSpan alreadySpent)
{
    private readonly long started = time.GetTimestamp();
    private TimeSpan excluded;

    public TimeSpan Elapsed => alreadySpent + time.GetElapsedTime(started) - excluded;

    /// <summary>Runs work that is no part of the run's time, and says how long it took.</summary>
    public T Exclude<T>(Func<T> work, out TimeSpan took)
    {
        var begun = time.GetTimestamp();
        var result = work();
        took = time.GetElapsedTime(begun);
        excluded += took;
        return result;
    }
}
