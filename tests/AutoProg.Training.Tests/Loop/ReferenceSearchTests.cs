using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Tests.Loop;

public sealed class ReferenceSearchTests
{
    [Fact]
    public void The_reference_votes_by_ranks_and_trains_blocks_dealt_in_turn()
    {
        using var run = new TinyRun(TinyRun.Denoising with { Search = new() { Mode = SearchMode.Reference, Cost = SearchCost.Flops } });
        var (journal, _) = run.Train(stopAfter: 4);

        var decided = journal.Single<UnfreezingDecided>();
        Assert.Equal(UnfreezingRule.RankVote, decided.Rule);
        Assert.All(decided.Candidates, one => Assert.Equal(one.Ranks.Time + 0.5 * one.Ranks.Ntk + 0.5 * one.Ranks.Zico, one.Score, 1e-12));
        using var snapshot = run.Checkpoints.LoadNewest(_ => { })!;
        var blocks = snapshot.Optimizer.Keys.Where(name => name.StartsWith("blocks.", StringComparison.Ordinal)).Select(name => int.Parse(name.Split('.')[1])).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, decided.Winner.Depth), blocks); // Of four groups of one block each, the first ones.
        Assert.Contains(snapshot.Optimizer.Keys, name => name.StartsWith("x_embedder.", StringComparison.Ordinal)); // The backward pass goes all the way.
    }

    [Fact]
    public void Its_condition_numbers_are_plain_ones_of_clean_images()
    {
        var spec = TinyRun.Denoising with { Search = new() { Mode = SearchMode.Reference, Cost = SearchCost.Flops } };
        using var reference = new TinyRun(spec);
        using var ours = new TinyRun(spec with { Search = new() { NtkSamples = 16, ZicoBatches = 2, Cost = SearchCost.Flops } });

        var plain = Conditions(reference);
        var regularized = Conditions(ours);

        Assert.All(plain, condition => Assert.True(condition >= 1 && double.IsFinite(condition)));
        Assert.All(regularized, condition => Assert.InRange(condition, 1, 16 * 1e6)); // The floor bounds it; see NtkCondition.
        Assert.Empty(plain.Intersect(regularized));

        static double[] Conditions(TinyRun run) => [.. run.Train(stopAfter: 1).Journal.Events.OfType<CandidateScored>().Select(one => one.Measured.Proxies.NtkCondition)];
    }
}
