namespace AutoProg.Contracts.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Waits for its device.</summary>
    Queued,

    /// <summary>Its worker was started and has not written a row yet.</summary>
    Starting,
    Running,

    /// <summary>Asked to stop; finishes its step and saves.</summary>
    Stopping,

    /// <summary>Saved; can be resumed.</summary>
    Stopped,
    Completed,

    /// <summary>Ended without a result; can be resumed from its newest checkpoint.</summary>
    Failed,

    /// <summary>Taken out of the queue before it started.</summary>
    Cancelled,
}

public static class RunStates
{
    /// <summary>True while a worker lives, or should.</summary>
    public static bool IsActive(this RunState state) => state is RunState.Starting or RunState.Running or RunState.Stopping;

    /// <summary>True where nothing more happens without a person.</summary>
    public static bool HasEnded(this RunState state) => !state.IsActive() && state != RunState.Queued;

    public static bool CanStop(this RunState state) => state is RunState.Queued or RunState.Starting or RunState.Running;

    public static bool CanResume(this RunState state) => state is RunState.Stopped or RunState.Failed;
}
