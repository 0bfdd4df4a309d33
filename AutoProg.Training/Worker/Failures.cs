using System.Runtime.InteropServices;
using AutoProg.Contracts.Events;
using AutoProg.Training.Data;
using AutoProg.Training.Loop;
using AutoProg.Training.Storage;

namespace AutoProg.Training.Worker;

/// <summary>Exceptions as reasons that a person can act on.</summary>
internal static class Failures
{
    public static (FailureReason Reason, string Message) Explain(Exception failure) => failure switch
    {
        TrainingFailureException known => (known.Reason, known.Message),
        InvalidDatasetException data => (FailureReason.BadInput, data.Message),
        InvalidWeightsException weights => (FailureReason.BadInput, weights.Message),
        DllNotFoundException missing => (FailureReason.CannotStart, missing.Message),
        OutOfMemoryException => (FailureReason.OutOfMemory, OutOfMemory),
        ExternalException native when SaysOutOfMemory(native.Message) => (FailureReason.OutOfMemory, OutOfMemory),
        TypeInitializationException { InnerException: { } inner } => Explain(inner),
        _ => (FailureReason.Error, $"{failure.GetType().Name}: {failure.Message.Split('\n')[0]}"),
    };

    private const string OutOfMemory = "The device ran out of memory. Lower optimization.batchSize or the model's size.";

    private static bool SaysOutOfMemory(string message) =>
        message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);
}
