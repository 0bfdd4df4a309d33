using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;

namespace AutoProg.Training.Loop;

/// <summary>Measures what a run is judged by; a stop that is asked for meanwhile comes first where the measuring takes long.</summary>
/// <param name="aside">Runs work of a named phase that trains nothing.</param>
internal sealed class RunEvaluation(
    RunSpec spec, ImageDataset data, ILearningTask task, RunProgress progress, IRunJournal journal, RunClock clock, Action<string, Action> aside)
{
    // A short evaluation is finished first, so that a stopped run has the same curve; a long one must not make the stop wait.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    /// <summary>Of the momentum network; null where the stop came first: one point less on the curve, and nothing else lost.</summary>
    public Scores? Measure(Network network, CancellationToken stop)
    {
        Scores? scores = null;
        TimeSpan? asked = null;
        try
        {
            aside("evaluating", () => scores = task.Measure(network.Momentum(), network.Stage.Resolution, progress.Step, progress.IsDone, BeatOrStop));
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        return scores;

        void BeatOrStop()
        {
            journal.Enter("evaluating", progress.Step, isLong: true);
            asked ??= stop.IsCancellationRequested ? clock.Elapsed : null;
            if (!progress.IsDone && clock.Elapsed - asked > StopPatience)
            {
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Fits the line to beat, once, where one is asked for.</summary>
    public void FitLinearBaseline(CancellationToken stop)
    {
        if (spec.Task == LearningTask.Classification && spec.Evaluation.LinearBaseline && progress.LinearTop1 is null)
        {
            aside("fitting softmax regression", () => Fit(stop));
        }
    }

    private void Fit(CancellationToken stop)
    {
        try
        {
            // After the last step nothing but this is left to do, so it is finished even where a stop is asked for.
            var top1 = clock.Exclude(() => SoftmaxRegression.TopOne(data, Beat, progress.IsDone ? CancellationToken.None : stop), out var took);
            progress.LinearTop1 = top1;
            journal.Add(new LinearBaselineFitted(top1, took.TotalSeconds));
        }
        catch (OperationCanceledException)
        {
            // The stop comes first; the resumed run fits it at its next evaluation.
        }

        void Beat() => journal.Enter("fitting softmax regression", progress.Step, isLong: true);
    }
}
