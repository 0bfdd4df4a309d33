using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>The lowest L · T^w of held-out loss and time, as sub-networks are weighed (arXiv 2203.14509, section 3.3).</summary>
/// <param name="LastExponent">w of the search before, for too few candidates to fit one; 0 takes the lowest loss of those.</param>
public sealed record LossTime(double LastExponent = 0) : IUnfreezingObjective
{
    /// <exception cref="ArgumentException">A candidate without a held-out loss.</exception>
    public UnfreezingDecided Decide(int stage, int step, IReadOnlyList<UnfreezingMeasurement> measured)
    {
        double[] losses = [.. measured.Select(one => one.Loss
            ?? throw new ArgumentException($"{one.Candidate} has no held-out loss; read one, or choose a rule by proxies.", nameof(measured)))];
        var weighed = LossTimeScores.Of(losses, [.. measured.Select(one => one.Time)], LastExponent);
        return UnfreezingVerdict.Of(
            UnfreezingRule.LossTime, stage, step, measured, weighed.Scores, LossTimeScores.Compare,
            ranked => FormattableString.Invariant($"lowest loss x time^{weighed.Exponent:0.###}, {ranked[1].Score / ranked[0].Score - 1:P1} ahead of {ranked[1].Measured.Candidate}."),
            weighed.Exponent);
    }
}
