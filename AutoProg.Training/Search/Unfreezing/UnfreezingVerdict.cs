using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>What all rules do with their scores: put the candidates in order and say why.</summary>
internal static class UnfreezingVerdict
{
    /// <param name="scores">In the order of the candidates.</param>
    /// <param name="better">Orders (score, time), the better one first.</param>
    /// <param name="because">Why the first of the ranked candidates, two or more, won; follows "Chose r64_l2: ".</param>
    public static UnfreezingDecided Of(
        UnfreezingRule rule,
        int stage,
        int step,
        IReadOnlyList<UnfreezingMeasurement> measured,
        IReadOnlyList<double> scores,
        Comparison<(double Score, double Time)> better,
        Func<IReadOnlyList<ScoredUnfreezing>, string> because,
        double exponent = 0)
    {
        var ranks = CompetitionRanks.Of(measured);
        var ranked = measured.Select((one, i) => new ScoredUnfreezing(one, ranks[i], scores[i], 0))
            .Order(Comparer<ScoredUnfreezing>.Create((one, other) => better((one.Score, one.Measured.Time), (other.Score, other.Measured.Time))))
            .Select((scored, i) => scored with { Rank = i + 1 })
            .ToArray();
        var reason = ranked.Length == 1 ? "the only candidate." : because(ranked);
        return new(stage, step, rule, exponent, ranked, Margin(ranked), $"Chose {ranked[0].Measured.Candidate}: {reason}");
    }

    private static double Margin(ScoredUnfreezing[] ranked) =>
        ranked.Length > 1 && ranked[0].Score != 0 ? Math.Abs((ranked[1].Score - ranked[0].Score) / ranked[0].Score) : 0;
}
