using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Loop;

namespace AutoProg.Training.Tests.Loop;

public sealed class TrainerTests
{
    [Fact]
    public void Stages_grow_on_time_and_the_result_counts_them()
    {
        using var run = new TinyRun(TinyRun.Spec);
        var (journal, result) = run.Train();

        Assert.Equal([0, TinyRun.GrowthStep], journal.Events.OfType<StageStarted>().Select(stage => stage.Step));
        var grown = journal.Single<NetworkGrown>();
        Assert.Equal((TinyRun.GrowthStep, 16, 28, 2, 4), (grown.Step, grown.From.Resolution, grown.To.Resolution, grown.From.Depth, grown.To.Depth));
        Assert.Equal([(16, 2, 0, 10), (28, 4, 10, 10)], result!.Stages.Select(stage => (stage.Resolution, stage.Depth, stage.FirstStep, stage.Steps)));
        Assert.All(result.Stages, stage => Assert.True(stage.Seconds > 0));
        Assert.Equal(journal.Single<AttemptStarted>().Plan.TrainFlops, result.TrainFlops, 1.0);
        Assert.Equal(result, journal.Single<RunCompleted>().Result);
        Assert.Equal([TinyRun.GrowthStep, TinyRun.Steps], journal.Events.OfType<CheckpointSaved>().Select(saved => saved.Step));
    }

    [Fact]
    public void A_full_size_run_is_one_stage()
    {
        using var run = new TinyRun(TinyRun.Spec with { Schedule = TinyRun.Spec.Schedule with { Kind = ScheduleKind.None } });
        var (journal, result) = run.Train();

        Assert.Equal(28, Assert.Single(result!.Stages).Resolution);
        Assert.Empty(journal.Events.OfType<NetworkGrown>());
        Assert.Equal(result.WallSeconds, result.FullWallSecondsEstimate, 1e-6);
    }

    [Fact]
    public void Points_come_at_their_intervals_and_at_the_end()
    {
        using var run = new TinyRun(TinyRun.Spec);
        var (journal, _) = run.Train();

        Assert.Equal([3, 6, 9, 12, 15, 18, 20], StepsOf(SeriesNames.TrainLoss));
        Assert.Equal([3, 6, 9, 12, 15, 18, 20], StepsOf(SeriesNames.ImagesPerSecond));
        Assert.Equal([5, 10, 15, 20], StepsOf(SeriesNames.TestTop1));
        Assert.All(journal.Points, point => Assert.True(double.IsFinite(point.Value), $"{point}"));

        IEnumerable<int> StepsOf(string series) => journal.Points.Where(point => point.Series == series).Select(point => point.Step);
    }

    [Fact]
    public void The_training_rate_leaves_out_what_trains_nothing()
    {
        using var run = new TinyRun(TinyRun.Spec with { Evaluation = TinyRun.Spec.Evaluation with { LogEverySteps = 4 } });
        var journal = new MemoryJournal();
        journal.Entered += (phase, step) =>
        {
            if ((phase, step) == ("evaluating", 5))
            {
                Thread.Sleep(2000);
            }
        };
        run.Train(journal);

        var (before, after) = (RateAt(4), RateAt(8));
        Assert.True(after > TinyRun.Spec.Optimization.BatchSize * 4 / 2.0, $"{after} images/s, before {before}: the pause was counted.");

        double RateAt(int step) => journal.Points.Single(point => point.Step == step && point.Series == SeriesNames.ImagesPerSecond).Value;
    }

    [Fact]
    public void Every_long_phase_is_announced_as_such()
    {
        using var run = new TinyRun(TinyRun.Spec with { Evaluation = TinyRun.Spec.Evaluation with { LinearBaseline = true } });
        var (journal, _) = run.Train();

        Assert.Equal(["evaluating…", "fitting softmax regression…", "growing…", "saving…", "training"], journal.Phases.Distinct().Order());
        Assert.InRange(journal.Single<LinearBaselineFitted>().Top1, 0.2, 1);
    }

    [Fact]
    public void A_stop_does_not_wait_for_the_softmax_regression()
    {
        using var run = new TinyRun(TinyRun.Spec with { Evaluation = TinyRun.Spec.Evaluation with { LinearBaseline = true } });
        var (stopped, _) = run.Train(stopAfter: 5);
        var (resumed, result) = run.Train();

        Assert.Empty(stopped.Events.OfType<LinearBaselineFitted>());
        Assert.Equal(resumed.Single<LinearBaselineFitted>().Top1, result!.LinearTop1);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_within_one_interval_and_keeps_the_checkpoint_before()
    {
        var spec = TinyRun.Spec with { Optimization = TinyRun.Spec.Optimization with { LearningRate = 1e6, WarmupEpochs = 0.2 } };
        using var run = new TinyRun(spec);
        run.Train(stopAfter: 1);
        var before = run.Hashes(1);
        var journal = new MemoryJournal();

        var failure = Assert.Throws<TrainingFailureException>(() => run.Train(journal));

        Assert.Equal(FailureReason.Diverged, failure.Reason);
        Assert.Contains("optimization.learningRate (1000000)", failure.Message);
        Assert.All(journal.Points, point => Assert.True(double.IsFinite(point.Value), $"{point}"));
        var newestPoint = journal.Points.Select(point => point.Step).LastOrDefault();
        Assert.InRange(journal.LastStep, newestPoint + 1, newestPoint + spec.Evaluation.LogEverySteps);
        using var kept = run.Checkpoints.LoadNewest(message => Assert.Fail(message));
        Assert.Equal(1, kept!.Position.Step);
        Assert.Null(kept.FirstNotFinite());
        Assert.Equal(before, run.Hashes(1));
    }

    [Fact]
    public void A_batch_larger_than_the_training_set_is_refused()
    {
        using var run = new TinyRun(TinyRun.Spec with { Optimization = TinyRun.Spec.Optimization with { BatchSize = 81 } });

        var failure = Assert.Throws<TrainingFailureException>(() => run.Train());

        Assert.Equal(FailureReason.BadInput, failure.Reason);
        Assert.StartsWith("optimization.batchSize: 81", failure.Message);
    }

    [Fact]
    public void Regularisation_that_ramps_from_0_begins_with_the_second_stage()
    {
        using var plain = new TinyRun(TinyRun.Spec);
        using var ramped = new TinyRun(TinyRun.Regularized with
        {
            Regularization = new() { RandAugment = 9, RandomErasing = 0.5, SmallestRandAugment = 0, SmallestRandomErasing = 0, SmallestDropPath = 0 },
        });
        plain.Train();
        ramped.Train();

        Assert.Equal(plain.Hashes(TinyRun.GrowthStep), ramped.Hashes(TinyRun.GrowthStep));
        Assert.NotEqual(plain.Hashes(TinyRun.Steps), ramped.Hashes(TinyRun.Steps));
    }

    [Theory]
    [InlineData(nameof(RegularizationSpec.RandAugment))]
    [InlineData(nameof(RegularizationSpec.RandomErasing))]
    [InlineData(nameof(RegularizationSpec.Mixup))]
    [InlineData(nameof(RegularizationSpec.Cutmix))]
    [InlineData(nameof(RegularizationSpec.RepeatedAugmentation))]
    public void Each_kind_of_regularisation_changes_what_is_learnt(string kind)
    {
        var regularization = kind switch
        {
            nameof(RegularizationSpec.RandAugment) => new RegularizationSpec(RandAugment: 9),
            nameof(RegularizationSpec.RandomErasing) => new(RandomErasing: 1),
            nameof(RegularizationSpec.Mixup) => new(Mixup: 1),
            nameof(RegularizationSpec.Cutmix) => new(Cutmix: 1),
            _ => new(RepeatedAugmentation: 2),
        };
        using var plain = new TinyRun(TinyRun.Spec);
        using var regularized = new TinyRun(TinyRun.Spec with { Regularization = regularization });
        plain.Train(stopAfter: 2);
        regularized.Train(stopAfter: 2);

        Assert.NotEqual(plain.Hashes(2), regularized.Hashes(2));
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_with_a_notice()
    {
        using var run = new TinyRun(TinyRun.Spec);
        run.Train(stopAfter: 4);
        run.Train(stopAfter: 7);
        run.Damage(7, "model.safetensors");
        var (journal, _) = run.Train();

        Assert.Contains("step-00000007", journal.Single<Notice>().Message);
        Assert.Equal(4, journal.Single<AttemptStarted>().ResumedFromStep);
    }
}
