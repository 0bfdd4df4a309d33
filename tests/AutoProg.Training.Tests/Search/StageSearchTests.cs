using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Search;

namespace AutoProg.Training.Tests.Search;

public sealed class StageSearchTests
{
    // 16 epochs of 10 steps in four stages of 40; the first 20 steps of each but the last are searched.
    private static readonly RunSpec Spec = new()
    {
        Schedule = new() { Kind = ScheduleKind.AutoprogOne },
        Search = new() { Epochs = 2, Readings = 5, TimedSteps = 2 },
        Optimization = new() { Epochs = 16, BatchSize = 10 },
    };

    private static readonly RunPlan Plan = RunPlan.For(Spec, trainImages: 100, classes: 10);

    [Fact]
    public void The_first_stage_weighs_the_ends_and_the_middle_of_both_grids() =>
        Assert.Equal(
            ["r16_l3", "r16_l5", "r16_l6", "r24_l3", "r24_l5", "r24_l6", "r28_l3", "r28_l5", "r28_l6"],
            CandidateGrid.Of(Spec, current: null).Select(candidate => candidate.ToString()));

    [Theory]
    [InlineData(16, 3, "r16_l4 r16_l5 r16_l6 r20_l4 r20_l5 r20_l6")]
    [InlineData(24, 5, "r24_l6 r28_l6")]
    [InlineData(28, 6, "r28_l6")]
    [InlineData(20, 6, "r20_l6 r24_l6")]
    public void A_later_stage_weighs_the_next_resolution_and_deeper_networks(int resolution, int depth, string expected) =>
        Assert.Equal(expected.Split(' '), CandidateGrid.Of(Spec, new GrowthStage(0, resolution, depth)).Select(candidate => candidate.ToString()));

    [Fact]
    public void Every_round_of_steps_trains_each_candidate_once()
    {
        var search = Search();
        var rounds = Enumerable.Range(0, 18).Select(search.At).Chunk(9).ToArray();

        Assert.All(rounds, round => Assert.Equal(search.Supernet.Candidates.Order(BySize), round.Order(BySize)));
        Assert.NotEqual(rounds[0], rounds[1]);
        Assert.Equal(Enumerable.Range(0, 18).Select(search.At), Enumerable.Range(0, 18).Select(Search().At));
    }

    [Fact]
    public void Candidates_are_read_from_the_start_of_the_last_search_epoch_to_its_end()
    {
        var search = Search();
        var steps = new List<int>();
        for (var step = 0; step <= search.EndStep; step++)
        {
            if (search.IsReadingDue(step))
            {
                steps.Add(step);
                Read(search, step, _ => 1);
            }
        }

        Assert.Equal([10, 12, 15, 17, 20], steps);
    }

    [Fact]
    public void The_lowest_score_wins_and_the_sentence_says_why()
    {
        var search = Search();
        foreach (var candidate in search.Supernet.Candidates)
        {
            // Exactly L = T^-0.25, but for one that is better than its time would let one expect.
            var time = candidate.Resolution * candidate.Depth / 100.0;
            search.AddTime(candidate, time);
            search.AddTime(candidate, time);
            search.AddReading(20, candidate, Math.Pow(time, -0.25) * (candidate == new Candidate(24, 5) ? 0.8 : 1));
        }

        var decided = search.Decide(20, lastExponent: 0);

        Assert.Equal(new Candidate(24, 5), decided.Winner);
        Assert.Equal(SearchCost.Measured, decided.Cost);
        Assert.InRange(decided.Exponent, 0.2, 0.35);
        Assert.Equal(decided.Candidates[1].Score / decided.Candidates[0].Score - 1, decided.Margin, 1e-12);
        Assert.StartsWith("Chose r24_l5: lowest loss x time^", decided.Reason);
    }

    [Fact]
    public void Too_few_timed_steps_make_flops_the_cost()
    {
        var search = Search();
        foreach (var candidate in search.Supernet.Candidates)
        {
            search.AddTime(candidate, 1);
            search.AddReading(20, candidate, 1);
        }

        Assert.Equal(SearchCost.Flops, search.Decide(20, lastExponent: 0).Cost);
    }

    [Fact]
    public void A_search_goes_on_from_its_progress()
    {
        var straight = Search();
        Read(straight, 10, candidate => candidate.Depth);
        straight.AddTime(new(16, 3), 0.5);
        var resumed = Search(straight.Progress);

        Assert.Equal(straight.Progress.Candidates.SelectMany(one => one.Readings), resumed.Progress.Candidates.SelectMany(one => one.Readings));
        Assert.False(resumed.IsReadingDue(11));
        Assert.True(resumed.IsReadingDue(12));
    }

    [Fact]
    public void Where_faster_candidates_are_no_worse_time_does_not_count()
    {
        CandidateMeasurement[] measured = [new(new(16, 3), [1.0], 1), new(new(20, 3), [1.1], 2), new(new(24, 3), [1.3], 3)];

        var decided = LossTimeObjective.Decide(0, 0, SearchCost.Measured, measured);

        Assert.Equal(0, decided.Exponent);
        Assert.Equal(new Candidate(16, 3), decided.Winner);
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(0.5, 20)]
    public void Two_candidates_are_weighed_by_the_exponent_of_the_search_before(double exponent, int winner)
    {
        // 20 px costs a fifth more time for a tenth less loss.
        CandidateMeasurement[] measured = [new(new(16, 6), [exponent == 0 ? 0.8 : 1.0], 10), new(new(20, 6), [0.9], 12)];

        var decided = LossTimeObjective.Decide(1, 0, SearchCost.Measured, measured, exponent);

        Assert.Equal(exponent, decided.Exponent);
        Assert.Equal(winner, decided.Winner.Resolution);
    }

    [Fact]
    public void Times_that_hardly_differ_leave_finite_scores_and_ties_go_to_the_faster()
    {
        CandidateMeasurement[] measured = [new(new(16, 3), [2.0], 0.010004), new(new(20, 3), [1.8], 0.010002), new(new(24, 3), [1.9], 0.010000)];
        var steep = LossTimeObjective.Decide(0, 0, SearchCost.Measured, measured);
        var tied = LossTimeObjective.Decide(0, 0, SearchCost.Measured, [new(new(16, 3), [1.0], 2), new(new(20, 3), [1.0 + 1e-12], 1)]);

        Assert.All(steep.Candidates, scored => Assert.True(double.IsFinite(scored.Score) && scored.Score > 0));
        Assert.True(double.IsFinite(steep.Margin) && double.IsFinite(steep.Exponent));
        Assert.Equal(new Candidate(20, 3), tied.Winner);
    }

    [Fact]
    public void Held_out_images_are_trained_only_by_the_last_stage()
    {
        var held = new HeldOutImages(Spec with { Search = Spec.Search with { EvalBatches = 1 } }, Plan, count: 100);
        var indices = held.Batches(10).SelectMany(batch => batch).ToHashSet();
        var all = Enumerable.Range(0, 100).Select(index => (long)index).ToArray();

        Assert.Equal(10, indices.Count);
        Assert.DoesNotContain(held.Replace(all, step: 0), indices.Contains);
        Assert.Equal(90, held.Replace(all, step: 119).Zip(all).Count(pair => pair.First == pair.Second));
        Assert.Equal(all, held.Replace(all, step: 120));
    }

    [Fact]
    public void A_run_without_a_search_holds_out_none()
    {
        var manual = Spec with { Schedule = new() };

        Assert.Empty(new HeldOutImages(manual, RunPlan.For(manual, 100, 10), count: 100).Batches(10));
    }

    private static readonly Comparer<Candidate> BySize = Comparer<Candidate>.Create((a, b) => (a.Resolution, a.Depth).CompareTo((b.Resolution, b.Depth)));

    private static StageSearch Search(SearchProgress? progress = null) => new(
        Spec, Plan, Plan.Stages[0], new Supernet(Spec.Model, CandidateGrid.Of(Spec, current: null)), candidate => candidate.Resolution * candidate.Depth, progress);

    private static void Read(StageSearch search, int step, Func<Candidate, double> loss)
    {
        foreach (var candidate in search.Supernet.Candidates)
        {
            search.AddReading(step, candidate, loss(candidate));
        }
    }
}
