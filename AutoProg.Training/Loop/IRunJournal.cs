using AutoProg.Contracts.Events;
using AutoProg.Runs;

namespace AutoProg.Training.Loop;

/// <summary>Where the loop reports to: a run folder in a worker, memory in a test.</summary>
public interface IRunJournal
{
    /// <summary>Adds a measurement; it may become durable a little later.</summary>
    void Add(Point point);

    /// <summary>Adds an event, durable on return with everything before it.</summary>
    void Add(RunEvent happened);

    /// <summary>Says what the loop is doing, for those who watch whether it lives.</summary>
    /// <param name="isLong">True where minutes may pass without a step.</param>
    void Enter(string phase, int step, bool isLong = false);
}
