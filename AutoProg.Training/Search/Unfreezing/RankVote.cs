using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>The lowest weighted sum of ranks by time, NTK condition and ZiCo; equal sums go to the faster (arXiv 2410.00350).</summary>
/// <param name="Time">Weight of the place by time; 0 leaves time to break ties only.</param>
/// <param name="Ntk">Weight of the place by NTK condition; 0 ignores it.</param>
/// <param name="Zico">Weight of the place by ZiCo; 0 ignores it.</param>
public sealed record RankVote(double Time = 1, double Ntk = 0.5, double Zico = 0.5) : IUnfreezingObjective
{
    public UnfreezingDecided Decide(int stage, int step, IReadOnlyList<UnfreezingMeasurement> measured)
    {
        double[] sums = [.. CompetitionRanks.Of(measured).Select(ranks => Time * ranks.Time + Ntk * ranks.Ntk + Zico * ranks.Zico)];
        return UnfreezingVerdict.Of(UnfreezingRule.RankVote, stage, step, measured, sums, (one, other) => one.CompareTo(other), Because);
    }

    private static string Because(IReadOnlyList<ScoredUnfreezing> ranked)
    {
        var (winner, next) = (ranked[0], ranked[1]);
        return FormattableString.Invariant(
            $"lowest weighted rank, {winner.Score:0.###} against {next.Score:0.###} of {next.Measured.Candidate}; time rank {winner.Ranks.Time}, NTK rank {winner.Ranks.Ntk} and ZiCo rank {winner.Ranks.Zico} of {ranked.Count}.");
    }
}
