using AutoProg.Contracts.Events;
using AutoProg.Runs;
using AutoProg.Training.Loop;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Keeps everything that a trainer reports.</summary>
internal sealed class MemoryJournal : IRunJournal
{
    /// <summary>Hears every phase with its step: a hook between two steps.</summary>
    public event Action<string, int>? Entered;

    public List<Point> Points { get; } = [];

    public List<RunEvent> Events { get; } = [];

    public List<string> Phases { get; } = [];

    public int LastStep { get; private set; }

    public T Single<T>()
        where T : RunEvent => Events.OfType<T>().Single();

    public void Add(Point point) => Points.Add(point);

    public void Add(RunEvent happened) => Events.Add(happened);

    public void Enter(string phase, int step, bool isLong = false)
    {
        LastStep = step;
        Phases.Add(isLong ? phase + "…" : phase);
        Entered?.Invoke(phase, step);
    }
}
