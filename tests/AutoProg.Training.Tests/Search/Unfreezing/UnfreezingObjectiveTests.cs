using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Search;
using AutoProg.Training.Search.Unfreezing;

namespace AutoProg.Training.Tests.Search.Unfreezing;

public sealed class UnfreezingObjectiveTests
{
    private static readonly UnfreezingMeasurement
        Cheap = Measured(64, 1, ntk: 10, zico: 100, time: 1, loss: 1.0),
        More = Measured(64, 2, ntk: 20, zico: 130, time: 1.2, loss: 0.8),
        Most = Measured(128, 2, ntk: 30, zico: 140, time: 2, loss: 0.75);

    [Fact]
    public void The_vote_adds_weighted_places()
    {
        var decided = new RankVote().Decide(1, 70, [Most, More, Cheap]);

        // Cheap 1 + 0.5 + 1.5, More 2 + 1 + 1, Most 3 + 1.5 + 0.5.
        Assert.Equal([3, 4, 5], decided.Candidates.Select(scored => scored.Score));
        Assert.Equal([1, 2, 3], decided.Candidates.Select(scored => scored.Rank));
        Assert.Equal(new UnfreezingRanks(1, 1, 3), decided.Candidates[0].Ranks);
        Assert.Equal((1, 70, Cheap.Candidate), (decided.Index, decided.Step, decided.Winner));
        Assert.Equal(1.0 / 3, decided.Margin, 1e-12);
        Assert.Equal("Chose r64_l1: lowest weighted rank, 3 against 4 of r64_l2; time rank 1, NTK rank 1 and ZiCo rank 3 of 3.", decided.Reason);
    }

    [Fact]
    public void Weights_of_the_vote_can_be_chosen_and_ties_go_to_the_faster()
    {
        Assert.Equal(Most.Candidate, new RankVote(Time: 0, Ntk: 0, Zico: 1).Decide(0, 0, [Cheap, More, Most]).Winner);
        Assert.Equal(More.Candidate, new RankVote(Time: 1, Ntk: 0, Zico: 1).Decide(0, 0, [Most, More, Cheap with { Time = 3 }]).Winner); // More 1 + 2, Most 2 + 1.
    }

    [Fact]
    public void A_gain_that_exceeds_its_cost_wins()
    {
        var decided = new GainPerCost(GainProxy.Zico).Decide(0, 0, [Cheap, More, Most]);

        Assert.Equal(More.Candidate, decided.Winner);
        Assert.Equal(0.3 / 0.2, decided.Candidates[0].Score, 1e-9);
        Assert.Equal([1.5, 1, 0.4], decided.Candidates.Select(scored => Math.Round(scored.Score, 9)));
        Assert.StartsWith("Chose r64_l2: it gains 1.5 of Zico per cost over r64_l1, more than 1;", decided.Reason);
    }

    [Fact]
    public void Without_enough_gain_the_cheapest_stays()
    {
        var decided = new GainPerCost(GainProxy.Zico, Threshold: 2).Decide(0, 0, [More, Cheap, Most]);

        Assert.Equal(Cheap.Candidate, decided.Winner);
        Assert.Equal("Chose r64_l1: the cheapest; r64_l2 gains 1.5 of Zico per cost, no more than 2.", decided.Reason);
        Assert.Equal(Cheap.Candidate, new GainPerCost(GainProxy.Ntk, Threshold: 0).Decide(0, 0, [More, Cheap, Most]).Winner);
    }

    [Fact]
    public void Equal_times_and_proxies_of_0_leave_finite_scores()
    {
        var decided = new GainPerCost(GainProxy.Ntk).Decide(0, 0, [Cheap with { Proxies = Cheap.Proxies with { NtkCondition = 1 } }, More with { Time = 1 }]);

        Assert.All(decided.Candidates, scored => Assert.True(double.IsFinite(scored.Score)));
        Assert.Equal(Cheap.Candidate, decided.Winner);
    }

    [Fact]
    public void Loss_and_time_are_weighed_as_those_of_sub_networks()
    {
        UnfreezingMeasurement[] measured = [Cheap, More, Most];
        var decided = new LossTime().Decide(0, 0, measured);
        var alike = LossTimeObjective.Decide(0, 0, SearchCost.Measured,
            [.. measured.Select(one => new CandidateMeasurement(one.Candidate, [one.Loss!.Value], one.Time))]);

        Assert.Equal(alike.Exponent, decided.Exponent);
        Assert.True(decided.Exponent > 0);
        Assert.Equal(alike.Candidates.Select(scored => scored.Score), decided.Candidates.Select(scored => scored.Score));
        Assert.Contains("r64_l1 has no held-out loss", Assert.Throws<ArgumentException>(() => new LossTime().Decide(0, 0, [Cheap with { Loss = null }])).Message);
    }

    [Fact]
    public void One_candidate_needs_no_rule() =>
        Assert.All([new RankVote(), new GainPerCost(GainProxy.Zico), (IUnfreezingObjective)new LossTime()], rule =>
        {
            var decided = rule.Decide(3, 9, [More]);
            Assert.Equal("Chose r64_l2: the only candidate.", decided.Reason);
            Assert.Equal(0, decided.Margin);
        });

    private static UnfreezingMeasurement Measured(int resolution, int groups, double ntk, double zico, double time, double loss) =>
        new(new(resolution, groups), new(ntk, ntk, 4, zico, 0.1), time, loss);
}
