using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>Averages losses on their device and reads them rarely, because each reading waits for the device.</summary>
internal sealed class LossMeter : IDisposable
{
    private readonly List<Tensor> pending = [];
    private TimeSpan since;

    /// <summary>Adds a step's mean loss.</summary>
    public void Add(Tensor loss) => pending.Add(loss.detach().DetachFromDisposeScope());

    /// <summary>The mean loss since the last call, its steps, and the seconds they took.</summary>
    public (double Loss, int Steps, double Seconds) Take(TimeSpan now)
    {
        using var scope = NewDisposeScope();
        var steps = pending.Count;
        var mean = stack(pending).mean().item<float>();
        var seconds = (now - since).TotalSeconds;
        Clear();
        since = now;
        return (mean, steps, seconds);
    }

    /// <summary>Begins anew after something that was no training.</summary>
    public void Restart(TimeSpan now) => since = now;

    public void Dispose() => Clear();

    private void Clear()
    {
        pending.ForEach(loss => loss.Dispose());
        pending.Clear();
    }
}
