using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Loop;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Diffusion models in the one training loop, fine-tuned stage by stage.</summary>
public sealed class DenoisingRunTests
{
    private const int Steps = 20, Stage = 5;

    // Two blocks of four train until the second stage; the resolution stays.
    private static readonly RunSpec Unfreezing = TinyRun.Denoising with
    {
        Schedule = TinyRun.Denoising.Schedule with { Kind = ScheduleKind.Manual, Stages = [new(0, 28, 2), new(0.34, 28, 4)] },
        Evaluation = TinyRun.Denoising.Evaluation with { CheckpointEverySteps = 1 },
    };

    [Fact]
    public void A_run_scores_every_candidate_decides_and_trains_what_it_chose()
    {
        using var run = new TinyRun(TinyRun.Denoising);
        var (journal, result) = run.Train();

        var decided = journal.Events.OfType<UnfreezingDecided>().ToArray();
        var scored = journal.Events.OfType<CandidateScored>().ToArray();
        var stages = journal.Events.OfType<StageStarted>().ToArray();
        Assert.Equal([0, 1, 2], decided.Select(decision => decision.Index));
        Assert.All(decided, decision => Assert.Equal(Stage * decision.Index, decision.Step));
        Assert.Equal(scored.Where(one => one.Index == 0).Select(one => one.Measured.Candidate).ToHashSet(), decided[0].Candidates.Select(one => one.Measured.Candidate).ToHashSet());
        Assert.All(scored, one => Assert.True(one.Measured is { Proxies: { NtkCondition: >= 1, Zico: > 0 }, Time: > 0 }, $"{one}"));
        Assert.Equal(decided.Select(decision => decision.Winner), stages.Take(3).Select(stage => new Candidate(stage.Stage.Resolution, stage.Stage.Depth)));
        Assert.Equal((15, 28, 4), (stages[^1].Step, stages[^1].Stage.Resolution, stages[^1].Stage.Depth));
        Assert.Equal(Steps, result!.Stages.Sum(stage => stage.Steps));
        Assert.True(result.SearchSeconds > 0);
        Assert.Null(result.Top1);
        Assert.Equal(result.TrainFlops, stages[^1].TotalFlops, 1.0);
        Assert.DoesNotContain(journal.Events.OfType<NetworkGrown>(), grown => grown.Step == 0);
        Assert.True(stages[0].Parameters < stages[^1].Parameters);
    }

    [Fact]
    public void Drawn_images_are_kept_and_judged_by_the_classifier_of_the_set()
    {
        using var run = new TinyRun(TinyRun.Denoising);
        var (journal, result) = run.Train();

        var drawn = Assert.Single(journal.Events.OfType<SamplesDrawn>());
        Assert.Equal((Steps, 28, 2, 10), (drawn.Step, drawn.Resolution, drawn.Rows, drawn.Classes.Count));
        Assert.Equal([drawn.File], run.Samples);
        Assert.True(result!.Fid > 0);
        Assert.InRange(result.SampleAccuracy!.Value, 0, 1);
        Assert.Contains(journal.Points, point => point.Series == SeriesNames.SampleFid && point.Value == result.Fid);
        Assert.InRange(result.SampleQuality!.InceptionScore, 1, 10);
        Assert.InRange(result.SampleQuality.Recall!.Value, 0, 1);
        Assert.Equal((Steps, result.SampleQuality.Kid), journal.Points.Where(point => point.Series == SeriesNames.SampleKid).Select(point => (point.Step, point.Value)).Single());
    }

    [Fact]
    public void Frozen_blocks_do_not_move_and_have_no_optimizer_state()
    {
        using var run = new TinyRun(Unfreezing);
        run.Train(stopAfter: 3);
        using var early = run.Checkpoints.LoadNewest(_ => { })!;
        run.Train(stopAfter: Stage);
        using var late = run.Checkpoints.LoadNewest(_ => { })!;

        Assert.True(late.Position.Step > early.Position.Step);
        foreach (var name in late.Model.Keys)
        {
            var frozen = name.StartsWith("blocks.0.", StringComparison.Ordinal) || name.StartsWith("blocks.1.", StringComparison.Ordinal);
            if (frozen)
            {
                Assert.True(Same(early.Model, late.Model, name) && Same(early.Momentum, late.Momentum, name), $"{name} moved.");
                Assert.DoesNotContain(late.Optimizer.Keys, key => key.StartsWith($"{name}.", StringComparison.Ordinal));
            }
        }

        Assert.False(Same(early.Model, late.Model, "blocks.3.mlp.fc2.weight"));
        Assert.Contains("blocks.3.mlp.fc2.weight.exp_avg", late.Optimizer.Keys);
    }

    [Fact]
    public void Blocks_that_are_unfrozen_train_and_the_others_keep_their_moments()
    {
        using var run = new TinyRun(Unfreezing);
        run.Train(stopAfter: Stage);
        using var before = run.Checkpoints.LoadNewest(_ => { })!;
        run.Train();
        using var after = run.Checkpoints.LoadNewest(_ => { })!;

        Assert.False(Same(before.Model, after.Model, "blocks.0.mlp.fc2.weight"));
        Assert.Equal(Steps - Stage, Step("blocks.0.mlp.fc2.weight"));
        Assert.Equal(Steps, Step("blocks.3.mlp.fc2.weight"));

        float Step(string name) => after.Optimizer[$"{name}.step"].item<float>();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(3, 5, 7, 10, 12)]
    public void A_run_stopped_in_and_between_its_stages_trains_the_same_bits(params int[] stops)
    {
        using var straight = new TinyRun(TinyRun.Denoising);
        using var parts = new TinyRun(TinyRun.Denoising);
        var (_, expected) = straight.Train();
        foreach (var stop in stops)
        {
            Assert.Null(parts.Train(stop).Result);
        }

        var (_, resumed) = parts.Train();

        Assert.Equal(straight.Hashes(Steps), parts.Hashes(Steps));
        Assert.Equal((expected!.Fid, expected.TrainFlops), (resumed!.Fid, resumed.TrainFlops));
    }

    [Fact]
    public void Measured_step_times_decide_where_they_are_asked_for()
    {
        using var run = new TinyRun(TinyRun.Denoising with { Search = TinyRun.Denoising.Search with { Cost = SearchCost.Measured } });
        var (journal, _) = run.Train();

        Assert.All(journal.Events.OfType<CandidateScored>(), one => Assert.InRange(one.Measured.Time, 1e-5, 10));
    }

    [Fact]
    public void What_cannot_be_unfrozen_is_refused_by_field()
    {
        Assert.Contains("schedule.kind", (TinyRun.Denoising with { Schedule = new() { Kind = ScheduleKind.AutoprogOne } }).Validate().Keys);
        Assert.Contains("schedule.kind", (TinyRun.Spec with { Schedule = new() { Kind = ScheduleKind.AutoprogZero } }).Validate().Keys);
        Assert.Contains("regularization", (TinyRun.Denoising with { Regularization = new() { RandomErasing = 0.5 } }).Validate().Keys);
        Assert.Empty(TinyRun.Denoising.Validate());
    }

    private static bool Same(IReadOnlyDictionary<string, Tensor> one, IReadOnlyDictionary<string, Tensor> other, string name) => one[name].equal(other[name]).all().item<bool>();
}
