using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;

namespace AutoProg.Training.Worker;

/// <summary>Writes the worker's heartbeat every 2 s from a thread of its own, so that a busy loop still shows life.</summary>
public sealed class Heart : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private readonly RunFolder folder;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private Heartbeat newest;

    public Heart(RunFolder folder, TimeProvider time)
    {
        (this.folder, this.time) = (folder, time);
        var now = time.GetUtcNow();
        newest = new Heartbeat(now, now, 0, "starting", LongPhase: true);
        timer = time.CreateTimer(_ => Write(), null, TimeSpan.Zero, Period);
    }

    /// <summary>Notes progress; true where the phase changed.</summary>
    public bool Beat(string phase, int step, bool isLong)
    {
        lock (gate)
        {
            var changed = newest.Phase != phase;
            newest = newest with { ProgressAt = time.GetUtcNow(), Step = step, Phase = phase, LongPhase = isLong };
            return changed;
        }
    }

    public void Dispose() => timer.Dispose();

    private void Write()
    {
        Heartbeat beat;
        lock (gate)
        {
            beat = newest with { At = time.GetUtcNow() };
        }

        try
        {
            JsonFile.Write(folder.Heartbeat, beat, ContractsJson.Default.Heartbeat);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a reader that Windows does not let us replace the file under: the next beat tries again.
        }
    }
}
