using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Runs;

namespace AutoProg.Server.Supervision;

/// <summary>How an attempt ended.</summary>
/// <param name="Event">What the server must add to the run's rows, because the worker did not; null where it did.</param>
public sealed record Ending(RunState State, RunEvent? Event = null, FailureReason? Reason = null, string? Message = null)
{
    private const int LongestTail = 600;

    /// <summary>As the worker itself said, or null where it did not.</summary>
    public static Ending? Declared(RunFolder folder) => JsonFile.ReadOrNull(folder.Exit, ContractsJson.Default.ExitRecord) switch
    {
        { Outcome: ExitOutcome.Completed } => new Ending(RunState.Completed),
        { Outcome: ExitOutcome.Stopped } => new Ending(RunState.Stopped),
        { } failed => new Ending(RunState.Failed, null, failed.Reason ?? FailureReason.Error, failed.Message ?? "The worker gave no reason; see its log."),
        null => null,
    };

    public static Ending Failed(FailureReason reason, string message) =>
        new(RunState.Failed, new RunFailed(reason, message), reason, message);

    /// <summary>The worker is gone without a word.</summary>
    public static Ending Lost(RunFolder folder, string howItEnded, bool saidHello) => saidHello
        ? Failed(FailureReason.WorkerLost, $"The worker {howItEnded}. {Checkpoints.Advice(folder)}")
        : CannotStart(folder, $"The worker {howItEnded} before it opened the run.");

    public static Ending CannotStart(RunFolder folder, string what)
    {
        var tail = RunLogs.Tail(folder, lines: 8);
        return Failed(FailureReason.CannotStart, tail.Length == 0 ? what : $"{what} The end of its log: {tail[Math.Max(0, tail.Length - LongestTail)..]}");
    }

    /// <summary>Asked to stop, it had to be killed: what it saved before is kept.</summary>
    public static Ending StoppedByForce(RunFolder folder) =>
        new(RunState.Stopped, new RunStopped(Checkpoints.NewestStep(folder) ?? 0));
}
