using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>
/// Averages losses on their device and reads them rarely, because each reading waits for the device. Time counts while it
/// trains: what happens between a <see cref="Pause"/> and a <see cref="Resume"/> is left out.
/// </summary>
internal sealed class LossMeter(RunClock clock) : IDisposable
{
    private readonly List<Tensor> pending = [];
    private int timedSteps;
    private TimeSpan spent;
    private TimeSpan? since;

    /// <summary>Adds a step's mean loss.</summary>
    public void Add(Tensor loss)
    {
        pending.Add(loss.detach().DetachFromDisposeScope());
        timedSteps++;
    }

    /// <summary>The mean loss of the steps since the last call, and the steps trained per second.</summary>
    public (double Loss, double StepsPerSecond) Take()
    {
        using var scope = NewDisposeScope();
        var mean = stack(pending).mean().item<float>();
        Clear();
        Pause();
        var rate = timedSteps / spent.TotalSeconds;
        (timedSteps, spent) = (0, TimeSpan.Zero);
        Resume();
        return (mean, rate);
    }

    public void Pause()
    {
        if (since is { } begun)
        {
            spent += clock.Elapsed - begun;
            since = null;
        }
    }

    public void Resume() => since = clock.Elapsed;

    /// <summary>The losses since the last point, for a checkpoint.</summary>
    public float[] Pending()
    {
        using var scope = NewDisposeScope();
        return [.. pending.Select(loss => loss.item<float>())];
    }

    /// <summary>Goes on from the losses of a checkpoint; their time is not known here.</summary>
    public void Restore(IReadOnlyList<float> losses, Device device) =>
        pending.AddRange(losses.Select(loss => tensor(loss, device: device).DetachFromDisposeScope()));

    public void Dispose() => Clear();

    private void Clear()
    {
        pending.ForEach(loss => loss.Dispose());
        pending.Clear();
    }
}
