using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Runs that find their own schedule.</summary>
public sealed class SearchRunTests
{
    // Three stages of 10 steps, 5 an epoch: the first epoch of the first two is a search.
    private static readonly RunSpec Searched = TinyRun.Spec with
    {
        Schedule = new() { Kind = ScheduleKind.AutoprogOne, StageCount = 3 },
        Search = new() { Cost = SearchCost.Flops, EvalBatches = 1, Readings = 3, TimedSteps = 1 },
        Optimization = TinyRun.Spec.Optimization with { Epochs = 6 },
    };

    [Fact]
    public void A_searched_run_reads_every_candidate_decides_and_trains_what_it_chose()
    {
        using var run = new TinyRun(Searched);
        var (journal, result) = run.Train();

        var search = journal.Events.OfType<SearchStarted>().First();
        Assert.Equal((0, 0, 5, new Candidate(28, 4)), (search.Index, search.Step, search.EndStep, search.Supernet));
        Assert.Equal(9, search.Candidates.Count);
        var readings = journal.Events.OfType<CandidateRead>().Where(read => read.Index == 0).ToArray();
        Assert.Equal(27, readings.Length);
        Assert.Equal([0, 2, 5], readings.Select(read => read.Step).Distinct());
        var decided = journal.Events.OfType<StageDecided>().First();
        Assert.Equal((0, 5), (decided.Index, decided.Step));
        var stages = journal.Events.OfType<StageStarted>().ToArray();
        Assert.Equal([0, 1, 2], stages.Select(stage => stage.Index));
        Assert.Equal((5, decided.Winner.Resolution, decided.Winner.Depth), (stages[0].Step, stages[0].Stage.Resolution, stages[0].Stage.Depth));
        Assert.Equal((20, 28, 4), (stages[2].Step, stages[2].Stage.Resolution, stages[2].Stage.Depth));
        Assert.Equal(30, result!.Stages.Sum(stage => stage.Steps));
        Assert.Equal(5, result.Stages[0].SearchSteps);
        Assert.Equal(0, result.Stages[2].SearchSteps);
        Assert.True(result.SearchSeconds > 0 && result.SupernetSeconds > 0);
        Assert.All(journal.Points, point => Assert.True(double.IsFinite(point.Value)));
        Assert.Equal(result.TrainFlops, stages[2].TotalFlops, 1.0);
        Assert.Contains(5, journal.Events.OfType<CheckpointSaved>().Select(saved => saved.Step));
    }

    [Fact]
    public void Flops_are_those_of_the_sub_networks_that_were_trained()
    {
        using var run = new TinyRun(Searched);
        var (journal, result) = run.Train();
        var flops = RunPlan.FlopsPerStep(Searched, classes: 10);

        Assert.InRange(result!.TrainFlops, 30 * flops(16, 2), 30 * flops(28, 4));
        var afterSearch = journal.Points.Where(point => point.Series == SeriesNames.TrainLoss).ToArray();
        var last = journal.Events.OfType<StageStarted>().Last().Step;
        Assert.Equal((30 - 21) * flops(28, 4), result.TrainFlops - afterSearch.Single(point => point.Step == last + 1).Flops, 1.0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(3, 5, 12, 15, 23)]
    public void A_run_stopped_in_and_after_its_searches_trains_the_same_bits(params int[] stops)
    {
        using var straight = new TinyRun(Searched);
        using var parts = new TinyRun(Searched);
        var (expected, result) = straight.Train();
        foreach (var stop in stops)
        {
            Assert.Null(parts.Train(stop).Result);
        }

        var (_, resumed) = parts.Train();

        Assert.Equal(straight.Hashes(30), parts.Hashes(30));
        Assert.Equal((result!.Top1, result.TrainFlops), (resumed!.Top1, resumed.TrainFlops));
        Assert.Equal(result.Stages.Select(stage => (stage.Resolution, stage.Depth)), resumed.Stages.Select(stage => (stage.Resolution, stage.Depth)));
        Assert.NotEmpty(expected.Events.OfType<StageDecided>());
    }

    [Fact]
    public void A_replay_of_what_was_found_trains_those_stages_without_a_search()
    {
        using var run = new TinyRun(Searched);
        var (found, _) = run.Train();
        var stages = found.Events.OfType<StageStarted>().Select(started => started.Stage).ToArray();
        using var again = new TinyRun(Searched with { Schedule = Searched.Schedule with { Kind = ScheduleKind.Replay, Stages = stages } });
        var (journal, result) = again.Train();

        Assert.Empty(journal.Events.OfType<SearchStarted>());
        Assert.Equal(0, result!.SearchSeconds);
        var distinct = stages.Where((stage, k) => k == 0 || !stage.SameSize(stages[k - 1])).Select(stage => (stage.Resolution, stage.Depth));
        Assert.Equal(distinct, result.Stages.Select(stage => (stage.Resolution, stage.Depth)));
    }

    [Fact]
    public void Measured_step_times_decide_where_they_are_asked_for()
    {
        using var run = new TinyRun(Searched with { Search = Searched.Search with { Cost = SearchCost.Measured, Epochs = 1 }, Schedule = Searched.Schedule with { SmallestResolution = 1, SmallestDepth = 0.5 } });
        var (journal, _) = run.Train();
        var decided = journal.Events.OfType<StageDecided>().First();

        Assert.Equal(SearchCost.Measured, decided.Cost);
        Assert.All(decided.Candidates, scored => Assert.InRange(scored.Time, 1e-5, 10));
    }

    [Theory]
    [InlineData(GrowthOperatorKind.Identity)]
    [InlineData(GrowthOperatorKind.Random)]
    [InlineData(GrowthOperatorKind.Stacking)]
    public void Every_operator_grows_and_resumes_to_the_same_bits(GrowthOperatorKind kind)
    {
        var spec = TinyRun.Spec with { Schedule = TinyRun.Spec.Schedule with { Operator = kind } };
        using var straight = new TinyRun(spec);
        using var parts = new TinyRun(spec);
        straight.Train();
        parts.Train(TinyRun.GrowthStep);
        parts.Train(TinyRun.GrowthStep + 2);
        parts.Train();

        Assert.Equal(straight.Hashes(TinyRun.Steps), parts.Hashes(TinyRun.Steps));
    }
}
