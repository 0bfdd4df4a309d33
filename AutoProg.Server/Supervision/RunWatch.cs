using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Feed;
using AutoProg.Server.Runs;

namespace AutoProg.Server.Supervision;

/// <summary>Follows one attempt of one run until it has ended, and sees to it that it ends.</summary>
public sealed partial class RunWatch(RunFolder folder, WorkerProcess? child, RunIndex index, RunFollower follower, ServerOptions limits, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromSeconds(2);
    private readonly VitalSigns signs = new(limits, time);
    private WorkerProcess? found;
    private Ending? forced;
    private long? killAt;
    private DateTimeOffset? touched;
    private string? unread;

    /// <summary>Returns how it ended, or null where there never was a worker to watch.</summary>
    public async Task<Ending?> FollowAsync(CancellationToken token)
    {
        var began = time.GetTimestamp();
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            await TryPollAsync();

            // A damaged heartbeat is as good as none, and judged as such.
            signs.Look(JsonFile.ReadOrNull(folder.Heartbeat, ContractsJson.Default.Heartbeat), File.Exists(folder.StopRequest));
            await TouchAsync();
            if (IsAlive())
            {
                Judge();
            }
            else if (found is not null || child is not null || signs.HasSaidHello || time.GetElapsedTime(began).TotalSeconds > limits.HelloSeconds / 6)
            {
                return await ConcludeAsync(token);
            }
        }
        while (await timer.WaitForNextTickAsync(token));
        throw new OperationCanceledException(token);
    }

    public void Dispose()
    {
        found?.Dispose();
        child?.Dispose();
    }

    // The worker may be another process than the child: it can start itself again with another environment.
    private bool IsAlive()
    {
        if (found is null && JsonFile.ReadOrNull(folder.Worker, ContractsJson.Default.WorkerIdentity) is { } identity && identity.ProcessId != child?.Id)
        {
            found = WorkerProcess.Find(identity);
        }

        return child is { IsAlive: true } || found is { IsAlive: true } || (child is null && found is null && RunLock.IsHeld(folder));
    }

    private void Judge()
    {
        if (forced is null && signs.IgnoresStop)
        {
            forced = Ending.StoppedByForce(folder);
            Kill();
        }
        else if (forced is null && signs.Complaint() is { } complaint)
        {
            forced = signs.HasSaidHello
                ? Ending.Failed(FailureReason.Hung, $"{complaint} {Checkpoints.Advice(folder)}")
                : Ending.CannotStart(folder, complaint);
            Complains(folder.Id, complaint);
            child?.AskToEnd();
            found?.AskToEnd();
            killAt = time.GetTimestamp();
        }
        else if (killAt is { } since && time.GetElapsedTime(since).TotalSeconds > limits.StopSeconds)
        {
            Kill();
        }
    }

    private void Kill()
    {
        child?.Kill();
        found?.Kill();
    }

    private async Task<Ending?> ConcludeAsync(CancellationToken token)
    {
        var declared = Ending.Declared(folder);
        if (child is null && found is null && declared is null && !signs.HasSaidHello)
        {
            return null;
        }

        // What completed while it was being ended has completed.
        var ending = declared is { State: RunState.Completed } ? declared : forced ?? declared ?? (File.Exists(folder.StopRequest)
            ? Ending.StoppedByForce(folder)
            : Ending.Lost(folder, child?.HowItEnded() ?? "ended while nobody watched", signs.HasSaidHello));
        if (ending.Event is { } missing)
        {
            await WriteAsync(missing, token);
        }

        for (var attempt = 0; attempt < 3 && !await TryPollAsync(); attempt++)
        {
            await Task.Delay(Tick, time, token);
        }

        return ending;
    }

    // Rows that cannot be read must not keep the worker from being judged.
    private async Task<bool> TryPollAsync()
    {
        try
        {
            await follower.PollAsync();
            unread = null;
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            if (unread != problem.Message)
            {
                unread = problem.Message;
                NotRead(folder.Id, problem);
            }

            return false;
        }
    }

    private async Task WriteAsync(RunEvent missing, CancellationToken token)
    {
        try
        {
            using var held = await TakeLockAsync(token);
            if (held is not null)
            {
                using var writer = RunWriter.Open(held, time);
                writer.Add(missing);
            }
        }
        catch (Exception unwritable) when (unwritable is not OperationCanceledException)
        {
            // The index still says how the run ended; a full disk must not keep it running there.
            NotWritten(folder.Id, unwritable.Message);
        }
    }

    // A killed process lets go of its files a moment after it is gone.
    private async Task<RunLock?> TakeLockAsync(CancellationToken token)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (RunLock.TryTake(folder) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Tick, time, token);
        }

        NotWritten(folder.Id, "another process holds the run's lock");
        return null;
    }

    private async Task TouchAsync()
    {
        if (signs.LastContact is { } contact && (touched is null || (contact - touched.Value).Duration() >= TouchEvery))
        {
            touched = contact;
            await index.TouchAsync(folder.Id, contact);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Run {Id}: {Complaint} Ending it.")]
    private partial void Complains(string id, string complaint);

    [LoggerMessage(LogLevel.Error, "Run {Id}: its rows could not be read, trying again")]
    private partial void NotRead(string id, Exception problem);

    [LoggerMessage(LogLevel.Error, "Run {Id}: its end could not be written to its rows: {Problem}")]
    private partial void NotWritten(string id, string problem);
}
