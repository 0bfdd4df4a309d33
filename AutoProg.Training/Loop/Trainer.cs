using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Growth;
using AutoProg.Training.Models;
using AutoProg.Training.Optimization;
using AutoProg.Training.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>
/// The one training loop: stages of a plan, each a network that grew from the one before (arXiv 2203.14509, section 3).
/// A full-size run is a plan of one stage.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const int ShockImages = 500;

    // A short evaluation is finished first, so that a stopped run has the same curve; a long one must not make the stop wait.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly RunSpec spec;
    private readonly ImageDataset data;
    private readonly RunEnvironment environment;
    private readonly IRunJournal journal;
    private readonly CheckpointStore checkpoints;
    private readonly RunClock clock;
    private readonly ModelFolder models;
    private readonly RunPlan plan;
    private readonly Device device;
    private readonly NetworkShape shape;
    private readonly LearningRate learningRate;
    private readonly EpochSampler sampler;
    private readonly Augmentation augmentation;
    private readonly Evaluator evaluator;
    private readonly LossMeter losses;
    private readonly double[] stageSeconds;

    private Network network = null!;
    private int step;
    private double flops;
    private double? linearTop1;
    private CancellationToken stop;
    private Scores newest = new(double.NaN, double.NaN, double.NaN);

    public Trainer(RunSpec spec, ImageDataset data, RunEnvironment environment, IRunJournal journal, CheckpointStore checkpoints, RunClock clock, ModelFolder? models = null)
    {
        (this.spec, this.data, this.environment, this.journal, this.checkpoints, this.clock) = (spec, data, environment, journal, checkpoints, clock);
        this.models = models ?? new ModelFolder(null);
        if (data.Train.Count < spec.Optimization.BatchSize)
        {
            throw new TrainingFailureException(FailureReason.BadInput,
                $"optimization.batchSize: {spec.Optimization.BatchSize} is more than the {data.Train.Count} training images; lower it.");
        }

        plan = RunPlan.For(spec, data.Train.Count, data.Classes.Count);
        device = torch.device(environment.Device);
        shape = new NetworkShape(spec, data.Channels, data.Classes.Count, device);
        learningRate = LearningRate.Of(spec.Optimization);
        sampler = new EpochSampler(spec.Seed, data.Train.Count, spec.Optimization.BatchSize);
        augmentation = new Augmentation(spec, data.Mean, data.Std);
        evaluator = new Evaluator(data.Test, augmentation, device);
        losses = new LossMeter(clock);
        stageSeconds = new double[plan.Stages.Count];
    }

    /// <summary>Trains to the end and returns the result, or null where it was asked to stop and has saved.</summary>
    /// <exception cref="TrainingFailureException">The loss became NaN or infinite.</exception>
    public RunResult? Run(int attempt, CancellationToken stopping)
    {
        stop = stopping;
        Restore();
        journal.Add(new AttemptStarted(attempt, step, environment, plan, data.Train.Count, data.Test.Count, data.Classes));
        while (step < plan.TotalSteps)
        {
            var stage = plan.StageAt(step);
            Enter(stage);
            if (!TrainStage(stage))
            {
                Save(pin: false);
                journal.Add(new RunStopped(step));
                return null;
            }
        }

        if (double.IsNaN(newest.Loss))
        {
            Evaluate(); // Resumed after its last step.
        }

        var result = Result();
        Save(pin: true);
        journal.Add(new RunCompleted(result));
        return result;
    }

    public void Dispose()
    {
        network?.Dispose();
        augmentation.Dispose();
        losses.Dispose();
    }

    private void Restore()
    {
        using var snapshot = checkpoints.LoadNewest(message => journal.Add(new Notice(message)));
        if (snapshot is null)
        {
            Seeds.Set(spec.Seed, Seeds.Initialisation);
            var weights = PretrainedWeights.Of(spec.Model, data.Channels, models);
            network = Network.Create(shape, plan.Stages[0].Stage, weights is null ? null : model => journal.Add(new Notice(weights.CopyTo(model))));
            return;
        }

        var position = snapshot.Position;
        network = Network.Restore(shape, snapshot);
        (step, flops, linearTop1) = (position.Step, position.Flops, position.LinearTop1);
        position.StageSeconds.ToArray().CopyTo(stageSeconds, 0);
        losses.Restore(position.PendingLosses, device);
        clock.Continue(TimeSpan.FromMilliseconds(position.WallMilliseconds));
    }

    private void Enter(PlannedStage stage)
    {
        if (network.Stage != stage.Stage)
        {
            Save(pin: true);
            Aside("growing", () => Grow(stage.Stage));
        }

        journal.Add(new StageStarted(stage.Index, step, stage.Stage, network.ParameterCount));
        network.MomentumHalfLife = spec.Optimization.EmaHalfLife * stage.Steps;
    }

    private void Grow(GrowthStage to)
    {
        var from = network.Stage;
        var before = evaluator.Measure(network.Momentum(), from.Resolution, Beat, ShockImages);
        var small = network;
        Seeds.Set(spec.Seed, Seeds.Initialisation + step);
        network = small.GrowTo(to, GrowthOperators.Create(spec.Schedule.Operator));
        small.Dispose();
        var after = evaluator.Measure(network.Momentum(), to.Resolution, Beat, ShockImages);
        if (!double.IsFinite(before.Loss) || !double.IsFinite(after.Loss))
        {
            throw Diverged($"The test loss goes from {before.Loss} to {after.Loss}");
        }

        journal.Add(new NetworkGrown(step, from, to, spec.Schedule.Operator, before.Loss, after.Loss));

        void Beat() => journal.Enter("growing", step, isLong: true);
    }

    private bool TrainStage(PlannedStage stage)
    {
        journal.Enter("training", step);
        losses.Resume();
        var indices = sampler.Batches(step, stage.EndStep);
        foreach (var batch in data.Train.Stream(indices, stage.Stage.Resolution, augmentation.MarginAt(stage.Stage.Resolution)))
        {
            using (batch)
            {
                if (stop.IsCancellationRequested)
                {
                    return false;
                }

                var begun = clock.Elapsed;
                Train(batch, stage.Stage.Resolution);
                step++;
                flops += stage.FlopsPerStep;
                stageSeconds[stage.Index] += (clock.Elapsed - begun).TotalSeconds;
            }

            AfterStep(stage);
        }

        return true;
    }

    private void Train(ImageBatch batch, int resolution)
    {
        using var scope = NewDisposeScope();
        Seeds.Set(spec.Seed, step);
        var images = augmentation.Train(batch.Images.to(device), batch.Margin, step, resolution);  // (N, C, R, R)
        var logits = network.Model.call(images);                                                   // (N, classes)
        var loss = nn.functional.cross_entropy(logits, batch.Labels.to(device), label_smoothing: spec.Optimization.LabelSmoothing);
        loss.backward();
        network.Update(learningRate.At(ScheduleEpoch(step)));
        losses.Add(loss);
    }

    private void AfterStep(PlannedStage stage)
    {
        journal.Enter("training", step);
        if (step % spec.Evaluation.LogEverySteps == 0 || step == plan.TotalSteps)
        {
            Log();
        }

        var epochEnds = step % plan.StepsPerEpoch == 0;
        if (step == plan.TotalSteps || (epochEnds && step / plan.StepsPerEpoch % spec.Evaluation.EveryEpochs == 0))
        {
            Evaluate();
        }

        if (step < stage.EndStep && step % spec.Evaluation.CheckpointEverySteps == 0)
        {
            Save(pin: false); // The end of a stage is saved, and pinned, by what follows it.
        }
    }

    private void Log()
    {
        var (loss, stepsPerSecond) = losses.Take();
        if (!double.IsFinite(loss))
        {
            throw Diverged($"The training loss is {loss}");
        }

        Add(SeriesNames.TrainLoss, loss);
        Add(SeriesNames.LearningRate, learningRate.At(ScheduleEpoch(step - 1)));
        Add(SeriesNames.ImagesPerSecond, stepsPerSecond * spec.Optimization.BatchSize);
    }

    private void Evaluate()
    {
        TimeSpan? asked = null;
        try
        {
            Aside("evaluating", () => newest = evaluator.Measure(network.Momentum(), network.Stage.Resolution, BeatOrStop));
        }
        catch (OperationCanceledException)
        {
            return; // The stop comes first: one point less on the curve, and nothing else lost.
        }

        if (!double.IsFinite(newest.Loss))
        {
            throw Diverged($"The test loss is {newest.Loss}");
        }

        Add(SeriesNames.TestTop1, newest.Top1);
        Add(SeriesNames.TestTop5, newest.Top5);
        Add(SeriesNames.TestLoss, newest.Loss);
        if (spec.Evaluation.LinearBaseline && linearTop1 is null)
        {
            Aside("fitting softmax regression", FitLinearBaseline);
        }

        void BeatOrStop()
        {
            journal.Enter("evaluating", step, isLong: true);
            asked ??= stop.IsCancellationRequested ? clock.Elapsed : null;
            if (step < plan.TotalSteps && clock.Elapsed - asked > StopPatience)
            {
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    private void FitLinearBaseline()
    {
        try
        {
            // After the last step nothing but this is left to do, so it is finished even where a stop is asked for.
            linearTop1 = clock.Exclude(() => SoftmaxRegression.TopOne(data, step < plan.TotalSteps ? stop : CancellationToken.None), out var took);
            journal.Add(new LinearBaselineFitted(linearTop1.Value, took.TotalSeconds));
        }
        catch (OperationCanceledException)
        {
            // The stop comes first; the resumed run fits it at its next evaluation.
        }
    }

    private void Save(bool pin) => Aside("saving", () =>
    {
        var pending = losses.Pending();
        var position = new TrainingPosition(
            step, network.Stage, network.MomentumUpdates, (long)clock.Elapsed.TotalMilliseconds, flops,
            [.. stageSeconds], pending, linearTop1, environment.Threads, environment.AutoProg);
        using var snapshot = network.Capture(position);
        var broken = Array.TrueForAll(pending, float.IsFinite) ? snapshot.FirstNotFinite() : SeriesNames.TrainLoss;
        if (broken is not null)
        {
            throw Diverged($"'{broken}' holds a NaN or an infinity");
        }

        if (checkpoints.Save(snapshot, pin) is { } saved)
        {
            journal.Add(saved);
        }
    });

    private TrainingFailureException Diverged(string what) => new(
        FailureReason.Diverged,
        $"{what} at step {step}. Lower optimization.learningRate ({spec.Optimization.LearningRate}), lengthen the warm-up, or set optimization.clipNorm to 1.");

    // Work that trains nothing: the training rate leaves it out.
    private void Aside(string phase, Action work)
    {
        losses.Pause();
        journal.Enter(phase, step, isLong: true);
        work();
        journal.Enter("training", step);
        losses.Resume();
    }

    private RunResult Result()
    {
        // Where the last stage trained no step in this plan there is nothing to scale; every plan ends full size.
        var last = plan.Stages[^1];
        var fullStepSeconds = stageSeconds[^1] / Math.Max(1, last.Steps);
        var wall = clock.Elapsed.TotalSeconds;
        var stages = plan.Stages.Select(stage => new StageResult(
            stage.Stage.Resolution, stage.Stage.Depth, stage.FirstStep, stage.Steps, stageSeconds[stage.Index])).ToArray();
        return new RunResult(
            spec.Preset, spec.Schedule.Kind, spec.Seed, environment.Device, newest.Top1, newest.Top5, linearTop1,
            wall, flops, 0, stages, wall - stageSeconds.Sum() + fullStepSeconds * plan.TotalSteps);
    }

    // A step limit stretches or squeezes the schedule of the epochs.
    private double ScheduleEpoch(int finished) => (double)finished * spec.Optimization.Epochs / plan.TotalSteps;

    private void Add(string series, double value) => journal.Add(new Point(
        series, step, (double)step / plan.StepsPerEpoch, (long)clock.Elapsed.TotalMilliseconds, flops, value));
}
