using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Store;

/// <summary>A run as the index knows it: all of it but the queue order, the idempotency key and the time of its deletion can be read again from its folder.</summary>
public sealed class RunRow
{
    /// <summary>Launches the demo before anybody can; the first administrator takes its runs over.</summary>
    public const string SystemAuthor = "autoprog";

    public required string Id { get; set; }

    public required string Name { get; set; }

    public required string Author { get; set; }

    /// <summary>The frozen specification as JSON.</summary>
    public required string Spec { get; set; }

    public required string Device { get; set; }

    public string? IdempotencyKey { get; set; }

    public RunState State { get; set; }

    /// <summary>The lowest starts next; null where the run does not wait.</summary>
    public long? QueueOrder { get; set; }

    public int Step { get; set; }

    public int TotalSteps { get; set; }

    /// <summary>FLOPs of all planned training steps; 0 until the worker has planned.</summary>
    public double TotalFlops { get; set; }

    public double? Top1 { get; set; }

    public double? LinearTop1 { get; set; }

    public double ActiveSeconds { get; set; }

    public double? EtaSeconds { get; set; }

    /// <summary>The first point of the attempt, from which its pace is measured: loading and warming up are no pace.</summary>
    public double? PaceFromSeconds { get; set; }

    public double? PaceFromFlops { get; set; }

    public FailureReason? Reason { get; set; }

    public string? Failure { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? LastContact { get; set; }

    /// <summary>The newest row of the run's database that this row has taken in.</summary>
    public long NewestSequence { get; set; }

    /// <summary>The <see cref="RunEnvironment"/> of the newest attempt as JSON.</summary>
    public string? Environment { get; set; }

    /// <summary>The <see cref="RunResult"/> as JSON.</summary>
    public string? Result { get; set; }

    /// <summary>The <see cref="ForkOrigin"/> as JSON.</summary>
    public string? Fork { get; set; }

    /// <summary>Since when its folder lies in the trash; queries leave such rows out.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
