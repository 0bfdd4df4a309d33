using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Supervision;

/// <summary>
/// Judges a worker by how long its signs of life have not changed, on this process's monotonic clock:
/// neither a clock that jumps nor a machine that slept looks like a hang.
/// </summary>
public sealed class VitalSigns(ServerOptions limits, TimeProvider time)
{
    private const double LongPhaseFactor = 5;
    private const double StepFactor = 20;
    private static readonly TimeSpan Suspended = TimeSpan.FromSeconds(10);
    private long lookedAt = time.GetTimestamp();
    private long contactAt = time.GetTimestamp();
    private long progressAt = time.GetTimestamp();
    private long? stopAt;
    private long? stepAt;
    private TimeSpan? longestStep;
    private Heartbeat? last;

    /// <summary>True once the worker has written a heartbeat.</summary>
    public bool HasSaidHello => last is not null;

    public DateTimeOffset? LastContact => last?.At;

    /// <summary>True where a stop request was not followed in time.</summary>
    public bool IgnoresStop => stopAt is { } since && time.GetElapsedTime(since) > TimeSpan.FromSeconds(limits.StopSeconds);

    /// <summary>Takes in what the worker shows now.</summary>
    public void Look(Heartbeat? beat, bool stopRequested)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(lookedAt, now) > Suspended)
        {
            // This process slept, and perhaps the worker with it.
            (contactAt, progressAt, stopAt, stepAt) = (now, now, stopAt is null ? null : now, null);
        }

        lookedAt = now;
        stopAt = stopRequested ? stopAt ?? now : null;
        if (beat is null || beat == last)
        {
            return;
        }

        contactAt = now;
        if (last is null || (beat.ProgressAt, beat.Step, beat.Phase) != (last.ProgressAt, last.Step, last.Phase))
        {
            progressAt = now;
        }

        MeasureStep(beat, now);
        last = beat;
    }

    /// <summary>Why the worker must be ended, or null while it is well.</summary>
    public string? Complaint()
    {
        var silence = time.GetElapsedTime(contactAt).TotalSeconds;
        if (last is null)
        {
            return silence > limits.HelloSeconds ? $"The worker said nothing in {limits.HelloSeconds:0.#} s." : null;
        }

        if (silence > limits.HeartbeatSeconds)
        {
            return $"The worker gave no sign of life for {limits.HeartbeatSeconds:0.#} s.";
        }

        // The first step of an attempt may take long, and a slow model is not a hung one.
        var factor = last.LongPhase || longestStep is null ? LongPhaseFactor : 1;
        var patience = Math.Max(limits.HangSeconds * factor, StepFactor * (longestStep?.TotalSeconds ?? 0));
        return time.GetElapsedTime(progressAt).TotalSeconds > patience
            ? $"The worker made no progress for {patience:0.#} s in phase '{last.Phase}' at step {last.Step}."
            : null;
    }

    // Long phases and sleep do not count as the time of a step.
    private void MeasureStep(Heartbeat beat, long now)
    {
        if (beat.LongPhase || stepAt is not { } since)
        {
            stepAt = beat.LongPhase ? null : now;
        }
        else if (beat.Step != last?.Step)
        {
            var took = time.GetElapsedTime(since, now);
            longestStep = took > longestStep ? took : longestStep ?? took;
            stepAt = now;
        }
    }
}
