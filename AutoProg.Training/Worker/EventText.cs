using AutoProg.Contracts.Events;

namespace AutoProg.Training.Worker;

/// <summary>Events as lines of the worker's log.</summary>
public static class EventText
{
    public static string Of(RunEvent happened) => happened switch
    {
        AttemptStarted e => $"Attempt {e.Attempt} on {e.Environment.DeviceName} ({e.Environment.Device}, {e.Environment.Threads} threads), {e.Environment.LibTorch}; {e.TrainImages} training and {e.TestImages} test images, {e.Plan.TotalSteps} steps in {e.Plan.Stages.Count} stages{(e.ResumedFromStep > 0 ? $", resumed from step {e.ResumedFromStep}" : "")}.",
        StageStarted e => $"Stage {e.Index + 1} from step {e.Step}: {e.Stage.Resolution} px, {e.Stage.Depth} blocks, {e.Parameters:N0} parameters train.",
        NetworkGrown e => $"Grown at step {e.Step} by {e.Operator}: {e.From.Resolution} to {e.To.Resolution} px, {e.From.Depth} to {e.To.Depth} blocks; test loss {e.LossBefore:F4} to {e.LossAfter:F4}.",
        SearchStarted e => $"Search of stage {e.Index + 1} from step {e.Step} to {e.EndStep}: {string.Join(", ", e.Candidates)} in a supernet {e.Supernet}.",
        CandidateRead e => $"Reading {e.Reading + 1} of {e.Candidate} at step {e.Step}: held-out loss {e.Loss:F4}.",
        StageDecided e => $"Stage {e.Index + 1} decided at step {e.Step}. {e.Reason}",
        LinearBaselineFitted e => $"Softmax regression on the same images: top-1 {e.Top1:P2} in {e.Seconds:F1} s.",
        SamplesDrawn e => $"{e.Rows * e.Classes.Count} samples of {e.Resolution} px at step {e.Step}: {e.File}.",
        CheckpointSaved e => $"Checkpoint {e.Folder} saved ({e.Bytes / 1e6:F1} MB).",
        Notice e => e.Message,
        CandidateScored e => $"{e.Measured.Candidate} at step {e.Step}: NTK condition {e.Measured.Proxies.NtkCondition:G4}, ZiCo {e.Measured.Proxies.Zico:F2}, cost of a step {e.Measured.Time:G4}.",
        UnfreezingDecided e => $"Stage {e.Index + 1} decided at step {e.Step}. {e.Reason}",
        RunCompleted e => $"Completed: {QualityOf(e.Result)} in {e.Result.WallSeconds:F1} s; full size would have taken about {e.Result.FullWallSecondsEstimate:F0} s.",
        RunStopped e => $"Stopped at step {e.Step}.",
        RunFailed e => $"Failed ({e.Reason}): {e.Message}",
        _ => happened.ToString()!,
    };

    private static string QualityOf(RunResult result) => result switch
    {
        { Top1: { } top1 } => $"top-1 {top1:P2}, top-5 {result.Top5:P2}",
        { Fid: { } fid } => $"FID {fid:F2}, {result.SampleAccuracy:P1} of the samples of the class asked for",
        _ => "all steps",
    };
}
