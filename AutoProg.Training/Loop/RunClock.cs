namespace AutoProg.Training.Loop;

/// <summary>Active training time of a run: goes on from its checkpoint, stands still while something else is measured.</summary>
/// <param name="alreadySpent">This worker's own start-up.</param>
public sealed class RunClock(TimeProvider time, TimeSpan alreadySpent)
{
    private readonly long started = time.GetTimestamp();
    private TimeSpan before = alreadySpent;
    private TimeSpan excluded;

    public TimeSpan Elapsed => before + time.GetElapsedTime(started) - excluded;

    /// <summary>Adds the active time of earlier workers.</summary>
    public void Continue(TimeSpan spentBefore) => before += spentBefore;

    /// <summary>Runs work that is no part of the run's time, and says how long it took.</summary>
    public T Exclude<T>(Func<T> work, out TimeSpan took)
    {
        var begun = time.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            took = time.GetElapsedTime(begun);
            excluded += took;
        }
    }
}
