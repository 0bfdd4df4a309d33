using AutoProg.Contracts.Events;

namespace AutoProg.Training.Loop;

/// <summary>Ends a run as failed with a reason that a person can act on.</summary>
public sealed class TrainingFailureException : Exception
{
    public TrainingFailureException(FailureReason reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    public FailureReason Reason { get; }
}
