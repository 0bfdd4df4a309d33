using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Growth;
using AutoProg.Training.Optimization;
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

    private readonly RunSpec spec;
    private readonly ImageDataset data;
    private readonly RunEnvironment environment;
    private readonly IRunJournal journal;
    private readonly CheckpointStore checkpoints;
    private readonly RunClock clock;
    private readonly RunPlan plan;
    private readonly Device device;
    private readonly NetworkShape shape;
    private readonly LearningRate learningRate;
    private readonly EpochSampler sampler;
    private readonly Augmentation augmentation;
    private readonly Evaluator evaluator;
    private readonly LossMeter losses = new();
    private readonly double[] stageSeconds;

    private Network network = null!;
    private int step;
    private double flops;
    private double? linearTop1;
    private Scores newest = new(double.NaN, double.NaN, double.NaN);

    public Trainer(RunSpec spec, ImageDataset data, RunEnvironment environment, IRunJournal journal, CheckpointStore checkpoints, RunClock clock)
    {
        (this.spec, this.data, this.environment, this.journal, this.checkpoints, this.clock) = (spec, data, environment, journal, checkpoints, clock);
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
        stageSeconds = new double[plan.Stages.Count];
    }

    /// <summary>Trains to the end and returns the result, or null where it was asked to stop and has saved.</summary>
    /// <exception cref="TrainingFailureException">The loss became NaN or infinite.</exception>
    public RunResult? Run(int attempt, CancellationToken stop)
    {
        Restore();
        journal.Add(new AttemptStarted(attempt, step, environment, plan, data.Train.Count, data.Test.Count, data.Classes));
        while (step < plan.TotalSteps)
        {
            var stage = plan.StageAt(step);
            Enter(stage);
            if (!TrainStage(stage, stop))
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
            network = Network.Create(shape, plan.Stages[0].Stage);
            return;
        }

        var position = snapshot.Position;
        network = Network.Restore(shape, snapshot);
        (step, flops, linearTop1) = (position.Step, position.Flops, position.LinearTop1);
        position.StageSeconds.ToArray().CopyTo(stageSeconds, 0);
        clock.Continue(TimeSpan.FromMilliseconds(position.WallMilliseconds));
    }

    private void Enter(PlannedStage stage)
    {
        if (network.Stage != stage.Stage)
        {
            Grow(stage.Stage);
        }

        journal.Add(new StageStarted(stage.Index, step, stage.Stage, network.ParameterCount));
        network.MomentumHalfLife = spec.Optimization.EmaHalfLife * stage.Steps;
    }

    private void Grow(GrowthStage to)
    {
        journal.Enter("growing", step, isLong: true);
        Save(pin: true);
        var from = network.Stage;
        var before = evaluator.Measure(network.Momentum(), from.Resolution, ShockImages);
        var small = network;
        Seeds.Set(spec.Seed, Seeds.Initialisation + step);
        network = small.GrowTo(to, GrowthOperators.Create(spec.Schedule.Operator));
        small.Dispose();
        var after = evaluator.Measure(network.Momentum(), to.Resolution, ShockImages);
        journal.Add(new NetworkGrown(step, from, to, spec.Schedule.Operator, before.Loss, after.Loss));
    }

    private bool TrainStage(PlannedStage stage, CancellationToken stop)
    {
        journal.Enter("training", step);
        losses.Restart(clock.Elapsed);
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

            AfterStep();
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

    private void AfterStep()
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

        if (step % spec.Evaluation.CheckpointEverySteps == 0)
        {
            Save(pin: false);
        }
    }

    private void Log()
    {
        var (loss, steps, seconds) = losses.Take(clock.Elapsed);
        if (!double.IsFinite(loss))
        {
            throw new TrainingFailureException(FailureReason.Diverged,
                $"The training loss is {loss} at step {step}. Lower optimization.learningRate ({spec.Optimization.LearningRate}), lengthen the warm-up, or set optimization.clipNorm to 1.");
        }

        Add(SeriesNames.TrainLoss, loss);
        Add(SeriesNames.LearningRate, learningRate.At(ScheduleEpoch(step - 1)));
        Add(SeriesNames.ImagesPerSecond, steps * spec.Optimization.BatchSize / seconds);
    }

    private void Evaluate()
    {
        journal.Enter("evaluating", step, isLong: true);
        newest = evaluator.Measure(network.Momentum(), network.Stage.Resolution);
        Add(SeriesNames.TestTop1, newest.Top1);
        Add(SeriesNames.TestTop5, newest.Top5);
        Add(SeriesNames.TestLoss, newest.Loss);
        if (spec.Evaluation.LinearBaseline && linearTop1 is null)
        {
            journal.Enter("fitting softmax regression", step, isLong: true);
            linearTop1 = clock.Exclude(() => SoftmaxRegression.TopOne(data), out var took);
            journal.Add(new LinearBaselineFitted(linearTop1.Value, took.TotalSeconds));
        }

        losses.Restart(clock.Elapsed);
        journal.Enter("training", step);
    }

    private void Save(bool pin)
    {
        journal.Enter("saving", step, isLong: true);
        var position = new TrainingPosition(
            step, network.Stage, network.MomentumUpdates, (long)clock.Elapsed.TotalMilliseconds, flops,
            [.. stageSeconds], linearTop1, environment.Threads, environment.AutoProg);
        using var snapshot = network.Capture(position);
        if (snapshot.FirstNotFinite() is { } name)
        {
            throw new TrainingFailureException(FailureReason.Diverged,
                $"'{name}' holds a NaN or an infinity at step {step}. Lower optimization.learningRate ({spec.Optimization.LearningRate}).");
        }

        journal.Add(checkpoints.Save(snapshot, pin));
        journal.Enter("training", step);
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
