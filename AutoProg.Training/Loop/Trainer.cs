using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Growth;
using AutoProg.Training.Models;
using AutoProg.Training.Optimization;
using AutoProg.Training.Search;
using AutoProg.Training.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>
/// The one training loop: segments of a growth course, each a network that grew from the one before (arXiv 2203.14509,
/// section 3). A full-size run is a course of one segment; a search is a segment whose steps train sub-networks.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly RunSpec spec;
    private readonly ImageDataset data;
    private readonly RunEnvironment environment;
    private readonly IRunJournal journal;
    private readonly CheckpointStore checkpoints;
    private readonly RunClock clock;
    private readonly RunPlan plan;
    private readonly RunProgress progress;
    private readonly Device device;
    private readonly NetworkShape shape;
    private readonly LearningRate learningRate;
    private readonly EpochSampler sampler;
    private readonly HeldOutImages heldOut;
    private readonly ILearningTask task;
    private readonly ZeroShotSearch zeroShot;
    private readonly LossMeter losses;
    private readonly RunEvaluation evaluation;
    private readonly DataWait dataWait;
    private readonly ISensors? sensors;

    private Network network = null!;
    private GrowthCourse course = null!;
    private CancellationToken stop;
    private Scores? newest;

    public Trainer(RunSpec spec, ImageDataset data, RunEnvironment environment, IRunJournal journal, CheckpointStore checkpoints, RunClock clock, ModelFolder? models = null, string? samples = null, string? latents = null, ISensors? sensors = null)
    {
        spec = spec.Resolved();
        (this.spec, this.data, this.environment, this.journal, this.checkpoints, this.clock) = (spec, data, environment, journal, checkpoints, clock);
        if (!ModelCatalog.IsTrainable(spec.Model))
        {
            throw new TrainingFailureException(FailureReason.BadInput,
                $"model.name: {spec.Model.Name} can be imported, but runs cannot train it yet: its token labelling is missing. Use a DeiT, a DiT, or custom.");
        }

        if (data.Train.Count < spec.Optimization.BatchSize)
        {
            throw new TrainingFailureException(FailureReason.BadInput,
                $"optimization.batchSize: {spec.Optimization.BatchSize} is more than the {data.Train.Count} training images; lower it.");
        }

        plan = RunPlan.For(spec, data.Train.Count, data.Classes.Count);
        if (plan.TotalSteps == RunPlan.MostSteps)
        {
            throw new TrainingFailureException(FailureReason.BadInput,
                $"optimization.epochs: {spec.Optimization.Epochs} epochs of {plan.StepsPerEpoch} steps are more than a run can count; lower them.");
        }

        progress = new RunProgress(spec, plan, environment, clock);
        device = torch.device(environment.Device);
        shape = new NetworkShape(spec, data.Channels, data.Classes.Count, device);
        learningRate = LearningRate.Of(spec.Optimization);
        sampler = new EpochSampler(spec.Seed, data.Train.Count, spec.Optimization.BatchSize, spec.Regularization.RepeatedAugmentation);
        heldOut = new HeldOutImages(spec, plan, data.Train.Count);
        models ??= new ModelFolder(null);
        task = spec.Task == LearningTask.Denoising
            ? new DenoisingTask(spec, data, device, models, new SampleFolder(samples, journal), latents)
            : new ClassificationTask(spec, data, plan, device, models);
        zeroShot = new ZeroShotSearch(spec, data, task, device);
        losses = new LossMeter(clock);
        evaluation = new RunEvaluation(spec, data, task, progress, journal, clock, Aside);
        dataWait = new DataWait(clock);
        this.sensors = sensors;
    }

    private int Step => progress.Step;

    /// <summary>Trains to the end and returns the result, or null where it was asked to stop and has saved.</summary>
    /// <exception cref="TrainingFailureException">The loss became NaN or infinite.</exception>
    public RunResult? Run(int attempt, CancellationToken stopping)
    {
        stop = stopping;
        Restore();
        journal.Add(new AttemptStarted(attempt, Step, environment, plan, data.Train.Count, data.Test.Count, data.Classes));
        while (!progress.IsDone)
        {
            if (course.Undecided(Step) is { } open)
            {
                Decide(open);
            }

            var segment = course.At(Step);
            Enter(segment);
            if (!TrainSegment(segment))
            {
                Save(pin: false);
                journal.Add(new RunStopped(Step));
                return null;
            }

            if (segment.Search is not null)
            {
                journal.Add(course.Decide(Step));
                Save(pin: true); // Measured times would decide anew, and perhaps otherwise.
            }
        }

        if (newest is null)
        {
            Evaluate(); // Resumed after its last step.
        }

        var result = progress.Result(newest!, course);
        journal.Add(new RunCompleted(result));
        return result;
    }

    public void Dispose()
    {
        network?.Dispose();
        task.Dispose();
        losses.Dispose();
    }

    private void Restore()
    {
        using var snapshot = checkpoints.LoadNewest(message => journal.Add(new Notice(message)));
        var searched = spec.Schedule.Kind is ScheduleKind.AutoprogOne or ScheduleKind.AutoprogZero ? snapshot?.Position : null; // A fork may follow a schedule instead.
        course = new GrowthCourse(
            spec, plan, RunPlan.FlopsPerStep(spec, data.Classes.Count), searched?.Decisions ?? [], searched?.Unfreezings ?? [], searched?.Search);
        if (snapshot is null)
        {
            Seeds.Set(spec.Seed, Seeds.Initialisation);
            network = Network.Create(shape, course.At(0).Size, task.StartingPoint(message => journal.Add(new Notice(message))));
            return;
        }

        network = Network.Restore(shape, snapshot);
        progress.Restore(snapshot.Position);
        losses.Restore(snapshot.Position.PendingLosses, device);
    }

    private void Enter(Segment segment)
    {
        if (Step == 0 && !network.Stage.SameSize(segment.Size))
        {
            Replace(planned => planned.GrowTo(segment.Size, GrowthOperators.Create(GrowthOperatorKind.Interpolation))); // Decided before the first step: nothing grows.
        }
        else if (!network.Stage.SameSize(segment.Size))
        {
            Save(pin: true);
            if (segment.Search is null && course.InheritedBy(segment.Stage) is { } blocks)
            {
                Replace(supernet => supernet.Extract(segment.Size, blocks));
            }
            else
            {
                Aside("growing", () => Grow(segment.Size));
            }
        }

        network.Activate(SubNetwork.Whole);
        network.MomentumHalfLife = spec.Optimization.EmaHalfLife * segment.Steps;
        task.Enter(segment, network.Model);
        var totalFlops = progress.Flops + course.FlopsAfter(Step);
        journal.Add(segment.Search is { } search
            ? search.Started(totalFlops)
            : new StageStarted(segment.Stage.Index, Step, segment.Size, network.ParameterCount, totalFlops));
    }

    private void Decide(PlannedStage stage)
    {
        var begun = clock.Elapsed;
        Aside("scoring candidates", () =>
        {
            var decided = zeroShot.Decide(stage, Step, course.CandidatesOf(stage), network, course.FlopsOf, journal.Add, Beat);
            course.Add(decided);
            journal.Add(decided);
        });
        progress.Searched(clock.Elapsed - begun);

        void Beat() => journal.Enter("scoring candidates", Step, isLong: true);
    }

    private void Grow(GrowthStage to)
    {
        var from = network.Stage;
        var before = task.QuickTestLoss(network.Momentum(), from.Resolution, Beat);
        Seeds.Set(spec.Seed, Seeds.Initialisation + Step);
        Replace(small => small.GrowTo(to, GrowthOperators.Create(spec.Schedule.Operator)));
        var after = task.QuickTestLoss(network.Momentum(), to.Resolution, Beat);
        journal.Add(new NetworkGrown(
            Step, from, to, spec.Schedule.Operator, Finite(before, "The test loss before growing"), Finite(after, "The test loss after growing")));

        void Beat() => journal.Enter("growing", Step, isLong: true);
    }

    private void Replace(Func<Network, Network> successor)
    {
        var old = network;
        network = successor(old);
        old.Dispose();
    }

    private bool TrainSegment(Segment segment)
    {
        journal.Enter("training", Step);
        losses.Resume();
        var first = Step;
        var indices = sampler.Batches(first, segment.EndStep).Select((batch, i) => heldOut.Replace(batch, first + i));
        foreach (var batch in dataWait.Watch(data.Train.Stream(indices, segment.Size.Resolution, task.MarginAt(segment.Size.Resolution))))
        {
            using (batch)
            {
                if (stop.IsCancellationRequested)
                {
                    return false;
                }

                ReadCandidates(segment);
                TrainStep(segment, batch);
            }

            AfterStep(segment);
        }

        ReadCandidates(segment);
        return true;
    }

    private void TrainStep(Segment segment, ImageBatch batch)
    {
        var begun = clock.Elapsed;
        if (segment.Search is not { } search)
        {
            Train(batch, segment.Size.Resolution);
            progress.Trained(segment, segment.FlopsPerStep, clock.Elapsed - begun);
            return;
        }

        var candidate = search.At(Step);
        network.Activate(search.Supernet.SubNetworkOf(candidate));
        Train(batch, candidate.Resolution);
        StepTime.Synchronize(device); // The time is the candidate's own.
        var took = clock.Elapsed - begun;
        search.AddTime(candidate, took.TotalSeconds);
        progress.Trained(segment, course.FlopsOf(candidate), took);
    }

    private void Train(ImageBatch batch, int resolution)
    {
        using var scope = NewDisposeScope();
        Seeds.Set(spec.Seed, Step);
        var loss = task.Loss(network.Model, batch, Step, resolution);
        loss.backward();
        network.Update(learningRate.At(progress.ScheduleEpoch));
        losses.Add(loss);
    }

    private void ReadCandidates(Segment segment)
    {
        while (segment.Search is { } search && search.IsReadingDue(Step))
        {
            Read(search);
        }
    }

    private void Read(StageSearch search)
    {
        var begun = clock.Elapsed;
        Aside("reading candidates", () =>
        {
            foreach (var candidate in search.Supernet.Candidates)
            {
                var momentum = network.Momentum(search.Supernet.SubNetworkOf(candidate));
                var read = task.HeldOutLoss(momentum, candidate.Resolution, heldOut.Batches(spec.Optimization.BatchSize), Beat);
                journal.Add(search.AddReading(Step, candidate, Finite(read, $"The held-out loss of {candidate}")));
            }
        });
        progress.Searched(clock.Elapsed - begun);

        void Beat() => journal.Enter("reading candidates", Step, isLong: true);
    }

    private void AfterStep(Segment segment)
    {
        journal.Enter("training", Step);
        Sense();
        if (Step % spec.Evaluation.LogEverySteps == 0 || progress.IsDone)
        {
            Log();
        }

        if (progress.IsDone)
        {
            Save(pin: true); // Before a long last evaluation, which nothing can stop.
        }

        var epochEnds = Step % plan.StepsPerEpoch == 0;
        if (progress.IsDone || (epochEnds && Step / plan.StepsPerEpoch % spec.Evaluation.EveryEpochs == 0))
        {
            Evaluate();
        }

        if (Step < segment.EndStep && Step % spec.Evaluation.CheckpointEverySteps == 0)
        {
            Save(pin: false); // The end of a segment is saved, and pinned, by what follows it.
        }
    }

    private void Sense()
    {
        if (sensors?.Take() is { Count: > 0 } read)
        {
            foreach (var (series, value) in read.Append(dataWait.Take()))
            {
                Add(series, value);
            }
        }
    }

    private void Log()
    {
        var (loss, stepsPerSecond) = losses.Take();
        Add(SeriesNames.TrainLoss, Finite(loss, "The training loss"));
        Add(SeriesNames.LearningRate, learningRate.At(progress.ScheduleEpochAt(Step - 1)));
        Add(SeriesNames.ImagesPerSecond, stepsPerSecond * spec.Optimization.BatchSize);
    }

    private void Evaluate()
    {
        if (evaluation.Measure(network, stop) is not { } scores)
        {
            return;
        }

        newest = scores;
        Finite(scores.Loss, "The test loss");
        foreach (var (series, value) in scores.Points)
        {
            Add(series, value);
        }

        evaluation.FitLinearBaseline(stop);
    }

    private void Save(bool pin) => Aside("saving", () =>
    {
        var pending = losses.Pending();
        using var snapshot = network.Capture(progress.Position(network, course, pending));
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

    // Work that trains nothing: the training rate leaves it out.
    private void Aside(string phase, Action work)
    {
        losses.Pause();
        journal.Enter(phase, Step, isLong: true);
        work();
        journal.Enter("training", Step);
        losses.Resume();
    }

    private double Finite(double loss, string what) => double.IsFinite(loss) ? loss : throw Diverged($"{what} is {loss}");

    private TrainingFailureException Diverged(string what) => new(
        FailureReason.Diverged,
        $"{what} at step {Step}. Lower optimization.learningRate ({spec.Optimization.LearningRate}), lengthen the warm-up, or set optimization.clipNorm to 1.");

    private void Add(string series, double value) => journal.Add(progress.PointOf(series, value));
}
