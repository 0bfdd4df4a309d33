using AutoProg.Contracts.Events;

namespace AutoProg.Training.Worker;

/// <summary>Events as lines of the worker's log.</summary>
public static class EventText
{
    public static string Of(RunEvent happened) => happened switch
    {
        AttemptStarted e => $"Attempt {e.Attempt} on {e.Environment.DeviceName} ({e.Environment.Device}, {e.Environment.Threads} threads), {e.Environment.LibTorch}; {e.TrainImages} training and {e.TestImages} test images, {e.Plan.TotalSteps} steps in {e.Plan.Stages.Count} stages{(e.ResumedFromStep > 0 ? $", resumed from step {e.ResumedFromStep}" : "")}.",
        StageStarted e => $"Stage {e.Index + 1} from step {e.Step}: {e.Stage.Resolution} px, {e.Stage.Depth} blocks, {e.Parameters:N0} parameters.",
        NetworkGrown e => $"Grown at step {e.Step} by {e.Operator}: {e.From.Resolution} to {e.To.Resolution} px, {e.From.Depth} to {e.To.Depth} blocks; test loss {e.LossBefore:F4} to {e.LossAfter:F4}.",
        SearchStarted e => $"Search of stage {e.Index + 1} from step {e.Step} to {e.EndStep}: {string.Join(", ", e.Candidates)} in a supernet {e.Supernet}.",
        CandidateRead e => $"Reading {e.Reading + 1} of {e.Candidate} at step {e.Step}: held-out loss {e.Loss:F4}.",
        StageDecided e => $"Stage {e.Index + 1} decided at step {e.Step}. {e.Reason}",
        LinearBaselineFitted e => $"Softmax regression on the same images: top-1 {e.Top1:P2} in {e.Seconds:F1} s.",
        CheckpointSaved e => $"Checkpoint {e.Folder} saved ({e.Bytes / 1e6:F1} MB).",
        Notice e => e.Message,
        RunCompleted e => $"Completed: top-1 {e.Result.Top1:P2}, top-5 {e.Result.Top5:P2} in {e.Result.WallSeconds:F1} s; full size would have taken about {e.Result.FullWallSecondsEstimate:F0} s.",
        RunStopped e => $"Stopped at step {e.Step}.",
        RunFailed e => $"Failed ({e.Reason}): {e.Message}",
        _ => happened.ToString()!,
    };
}
