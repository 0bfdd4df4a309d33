using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Runs;

/// <summary>Names inside a run folder, the only thing that server and worker share.</summary>
public sealed record RunFolder(string Root)
{
    /// <summary>The run's id: the folder's name.</summary>
    public string Id => Path.GetFileName(Path.TrimEndingDirectorySeparator(Root));

    /// <summary>The frozen specification: a <see cref="RunRecord"/>.</summary>
    public string Record => Path.Combine(Root, "run.json");

    /// <summary>Series, points and events: see <see cref="RunDatabase"/>.</summary>
    public string Database => Path.Combine(Root, "run.db");

    /// <summary>The server's index over the points of <see cref="Database"/>: can be deleted at any time, and is then made anew.</summary>
    public string Curves => Path.Combine(Root, "curves.db");

    /// <summary>Held (exclusively open) by the one writer of <see cref="Database"/> as long as it lives.</summary>
    public string Lock => Path.Combine(Root, "run.lock");

    /// <summary>The <see cref="WorkerIdentity"/> of the newest worker.</summary>
    public string Worker => Path.Combine(Root, "worker.json");

    /// <summary>The worker's <see cref="Heartbeat"/>, replaced every 2 s.</summary>
    public string Heartbeat => Path.Combine(Root, "heartbeat.json");

    /// <summary>How the newest worker ended: an <see cref="ExitRecord"/>. The launcher removes it before a start.</summary>
    public string Exit => Path.Combine(Root, "exit.json");

    /// <summary>Its existence asks the worker to checkpoint and exit. The launcher removes it before a start.</summary>
    public string StopRequest => Path.Combine(Root, "stop");

    /// <summary>Everything the worker prints.</summary>
    public string Log => Path.Combine(Root, "worker.log");

    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>Pictures of generated images: one file per <see cref="SamplesDrawn"/>.</summary>
    public string Samples => Path.Combine(Root, "samples");
}

/// <summary>The content of <c>run.json</c>.</summary>
/// <param name="Format">1.</param>
/// <param name="Author">Who launched it.</param>
/// <param name="Environment">Written by the first worker; null before.</param>
/// <param name="Fork">The checkpoint it began from; null of a run that began at step 0.</param>
public sealed record RunRecord(int Format, string Id, DateTimeOffset CreatedAt, string Author, RunSpec Spec, RunEnvironment? Environment = null, ForkOrigin? Fork = null);

/// <summary>A process, told apart from a later one with the same number by its start time.</summary>
/// <param name="StartedAt">Of the operating system's record of the process.</param>
public sealed record WorkerIdentity(int ProcessId, DateTimeOffset StartedAt, int Attempt);

/// <summary>A sign of life.</summary>
/// <param name="At">When it was written.</param>
/// <param name="ProgressAt">When the step or the phase last changed.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Phase">What the worker is doing: <c>starting</c>, <c>training</c>, <c>evaluating</c>, <c>saving</c>, …</param>
/// <param name="LongPhase">True where the phase may take minutes without a step.</param>
public sealed record Heartbeat(DateTimeOffset At, DateTimeOffset ProgressAt, int Step, string Phase, bool LongPhase);

/// <summary>How a worker says that it ended.</summary>
public enum ExitOutcome
{
    Completed,
    Stopped,
    Failed,
}

/// <summary>The content of <c>exit.json</c>, written after the last row of <c>run.db</c>.</summary>
public sealed record ExitRecord(ExitOutcome Outcome, int Attempt, FailureReason? Reason = null, string? Message = null);
