using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Events;

/// <summary>What happens to a run besides its measured points: a closed set, stored as (kind, JSON payload).</summary>
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }
}

/// <summary>A worker opened the run: the first event of every attempt.</summary>
/// <param name="Attempt">1 for the first worker of the run.</param>
/// <param name="ResumedFromStep">Steps already done; points beyond it from earlier attempts are superseded.</param>
/// <param name="Environment">Where it trains.</param>
/// <param name="Plan">The stages in steps.</param>
/// <param name="TrainImages">Images it trains on.</param>
/// <param name="TestImages">Images it validates on.</param>
/// <param name="Classes">Names of the classes in label order.</param>
public sealed record AttemptStarted(
    int Attempt,
    int ResumedFromStep,
    RunEnvironment Environment,
    RunPlan Plan,
    int TrainImages,
    int TestImages,
    IReadOnlyList<string> Classes) : RunEvent;

/// <summary>A growth stage began to train.</summary>
/// <param name="Parameters">Those that train.</param>
/// <param name="TotalFlops">Of all training steps of the run, as far as is known; 0 in events of older programs.</param>
public sealed record StageStarted(int Index, int Step, GrowthStage Stage, long Parameters, double TotalFlops = 0) : RunEvent;

/// <summary>The network grew between two stages.</summary>
/// <param name="Step">Steps done before it.</param>
/// <param name="Operator">How new weights were made.</param>
/// <param name="LossBefore">Mean test loss of the momentum network of the old stage, just before.</param>
/// <param name="LossAfter">The same of the grown network, just after.</param>
public sealed record NetworkGrown(int Step, GrowthStage From, GrowthStage To, GrowthOperatorKind Operator, double LossBefore, double LossAfter) : RunEvent;

/// <summary>Softmax regression was fitted on the same images.</summary>
/// <param name="Top1">Its accuracy on the test images, 0 to 1.</param>
public sealed record LinearBaselineFitted(double Top1, double Seconds) : RunEvent;

/// <summary>The momentum network generated images: always of the same noise and classes, so that steps can be compared.</summary>
/// <param name="File">A grid of them as PNG, a column per class: its name under <c>samples/</c>.</param>
/// <param name="Resolution">Pixels per side of each.</param>
/// <param name="Classes">Labels of the columns.</param>
/// <param name="Rows">Images per class.</param>
public sealed record SamplesDrawn(int Step, string File, int Resolution, IReadOnlyList<int> Classes, int Rows) : RunEvent;

/// <summary>A checkpoint is complete and verified on disk.</summary>
/// <param name="Folder">Its name under <c>checkpoints/</c>.</param>
/// <param name="Sha256">Hash of its manifest, lower-case hexadecimal.</param>
public sealed record CheckpointSaved(int Step, string Folder, string Sha256, long Bytes) : RunEvent;

/// <summary>Something a person should know that does not end the run.</summary>
public sealed record Notice(string Message) : RunEvent;

/// <summary>All steps are done.</summary>
public sealed record RunCompleted(RunResult Result) : RunEvent;

/// <summary>The run ended on request, after a checkpoint.</summary>
public sealed record RunStopped(int Step) : RunEvent;

/// <summary>The run ended without a result.</summary>
/// <param name="Reason">What kind of failure.</param>
/// <param name="Message">One sentence with the cause, and the remedy where one is known.</param>
public sealed record RunFailed(FailureReason Reason, string Message) : RunEvent;

/// <summary>Why a run failed.</summary>
public enum FailureReason
{
    /// <summary>The specification or its data cannot be trained.</summary>
    BadInput,

    /// <summary>The loss or a weight became NaN or infinite.</summary>
    Diverged,

    /// <summary>The device or the machine ran out of memory.</summary>
    OutOfMemory,

    /// <summary>The worker ended without saying why: killed, or crashed in native code.</summary>
    WorkerLost,

    /// <summary>The worker lived but made no progress.</summary>
    Hung,

    /// <summary>The worker could not be started.</summary>
    CannotStart,

    /// <summary>An error that the worker caught and reported.</summary>
    Error,
}
