using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;

namespace AutoProg.Training.Tests.Loop;

public sealed class ResumeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(TinyRun.GrowthStep)]
    [InlineData(TinyRun.GrowthStep + 1)]
    [InlineData(TinyRun.Steps - 1)]
    [InlineData(3, 9, TinyRun.GrowthStep, 12)]
    public void A_stopped_and_resumed_run_trains_the_same_bits(params int[] stops) => AssertSame(TinyRun.Spec, stops);

    [Fact]
    public void Bf16_resumes_to_the_same_bits() => AssertSame(
        TinyRun.Spec with { Optimization = TinyRun.Spec.Optimization with { Precision = Precision.Bf16 } }, 4, TinyRun.GrowthStep, 13);

    [Fact]
    public void Drop_path_and_clipping_resume_to_the_same_bits() => AssertSame(
        TinyRun.Spec with
        {
            Model = TinyRun.Spec.Model with { DropPath = 0.5 },
            Optimization = TinyRun.Spec.Optimization with { ClipNorm = 0.5 },
        },
        4,
        13);

    [Fact]
    public void Ramped_regularisation_resumes_to_the_same_bits() => AssertSame(TinyRun.Regularized, 4, TinyRun.GrowthStep, 13);

    [Fact]
    public void A_run_that_broke_off_goes_on_from_its_newest_checkpoint_to_the_same_bits()
    {
        var spec = TinyRun.Spec with { Evaluation = TinyRun.Spec.Evaluation with { CheckpointEverySteps = 4 } };
        using var straight = new TinyRun(spec);
        using var broken = new TinyRun(spec);
        var (expected, _) = straight.Train();
        var first = new MemoryJournal();
        first.Entered += (_, step) =>
        {
            if (step == 14)
            {
                throw new TimeoutException("The plug was pulled.");
            }
        };

        Assert.Throws<TimeoutException>(() => broken.Train(first));
        var (second, _) = broken.Train();

        Assert.Equal(12, second.Single<AttemptStarted>().ResumedFromStep);
        Assert.Equal(straight.Hashes(TinyRun.Steps), broken.Hashes(TinyRun.Steps));
        Assert.Equal(Measured(expected), [.. Measured(first).Where(point => point.Step <= 12), .. Measured(second)]);
    }

    [Fact]
    public void Another_seed_trains_other_bits()
    {
        using var one = new TinyRun(TinyRun.Spec);
        using var other = new TinyRun(TinyRun.Spec with { Seed = 1 });
        one.Train();
        other.Train();

        Assert.All(one.Hashes(TinyRun.Steps).Zip(other.Hashes(TinyRun.Steps)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void A_run_resumed_after_its_last_step_only_evaluates()
    {
        using var run = new TinyRun(TinyRun.Spec);
        var (first, trained) = run.Train();
        var (journal, again) = run.Train();

        Assert.Equal(trained!.Top1, again!.Top1);
        Assert.Equal(trained.TrainFlops, again.TrainFlops);
        Assert.True(again.WallSeconds >= first.Points.Last(point => point.Series == SeriesNames.TrainLoss).WallMilliseconds / 1000.0);
        Assert.Empty(journal.Events.OfType<StageStarted>());
    }

    private static void AssertSame(RunSpec spec, params int[] stops)
    {
        using var straight = new TinyRun(spec);
        using var parts = new TinyRun(spec);
        var (expected, result) = straight.Train();
        List<Point> points = [];
        foreach (var stop in stops)
        {
            var (journal, stopped) = parts.Train(stop);
            Assert.Null(stopped);
            Assert.Equal(stop, journal.Single<RunStopped>().Step);
            points.AddRange(journal.Points);
        }

        var (last, resumed) = parts.Train();
        points.AddRange(last.Points);

        Assert.Equal(stops[^1], last.Single<AttemptStarted>().ResumedFromStep);
        Assert.Equal(3, straight.Hashes(TinyRun.Steps).Count);
        Assert.Equal(straight.Hashes(TinyRun.Steps), parts.Hashes(TinyRun.Steps));
        Assert.Equal(Measured(expected.Points), Measured(points));
        Assert.Equal((result!.Top1, result.Top5, result.TrainFlops), (resumed!.Top1, resumed.Top5, resumed.TrainFlops));
    }

    private static IReadOnlyList<(string Series, int Step, double Epoch, double Flops, double Value)> Measured(MemoryJournal journal) => Measured(journal.Points);

    // Times are no part of what a run learns.
    private static IReadOnlyList<(string Series, int Step, double Epoch, double Flops, double Value)> Measured(IEnumerable<Point> points) =>
        [.. points.Where(point => point.Series != SeriesNames.ImagesPerSecond).Select(point => (point.Series, point.Step, point.Epoch, point.Flops, point.Value))];
}
