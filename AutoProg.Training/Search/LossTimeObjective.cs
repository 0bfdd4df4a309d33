using System.Globalization;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Search;

/// <summary>What was measured of a candidate.</summary>
/// <param name="Readings">Held-out losses.</param>
/// <param name="Time">Seconds or FLOPs of a training step.</param>
internal sealed record CandidateMeasurement(Candidate Candidate, IReadOnlyList<double> Readings, double Time);

/// <summary>The candidate with the lowest L · T^w, where L = a · T^-w fits all of them (arXiv 2203.14509, section 3.3).</summary>
internal static class LossTimeObjective
{
    /// <param name="lastExponent">w of the search before, for too few candidates to fit one.</param>
    public static StageDecided Decide(int stage, int step, SearchCost cost, IReadOnlyList<CandidateMeasurement> measured, double lastExponent = 0)
    {
        var losses = measured.Select(one => one.Readings.Average()).ToArray();
        var times = measured.Select(one => one.Time).ToArray();
        var weighed = LossTimeScores.Of(losses, times, lastExponent);
        var ranked = measured
            .Select((one, i) => new ScoredCandidate(one.Candidate, one.Readings, losses[i], times[i], weighed.Scores[i], 0))
            .Order(LowestThenFastest)
            .Select((scored, i) => scored with { Rank = i + 1 })
            .ToArray();
        var margin = ranked.Length > 1 ? ranked[1].Score / ranked[0].Score - 1 : 0;
        return new StageDecided(stage, step, cost, weighed.Exponent, ranked, margin, Reason(ranked, margin, weighed.Exponent));
    }

    private static readonly Comparer<ScoredCandidate> LowestThenFastest = Comparer<ScoredCandidate>.Create((one, other) =>
        LossTimeScores.Compare((one.Score, one.Time), (other.Score, other.Time)));

    private static string Reason(ScoredCandidate[] ranked, double margin, double exponent)
    {
        var winner = ranked[0];
        var of = ranked.Length;
        return ranked.Length == 1
            ? $"Chose {winner.Candidate}: the only candidate."
            : string.Create(CultureInfo.InvariantCulture,
                $"Chose {winner.Candidate}: lowest loss x time^{exponent:0.###}, {margin:P1} ahead of {ranked[1].Candidate}; loss rank {RankOf(scored => scored.Loss)} and speed rank {RankOf(scored => scored.Time)} of {of}.");

        int RankOf(Func<ScoredCandidate, double> key) => 1 + ranked.Count(other => key(other) < key(winner));
    }
}
