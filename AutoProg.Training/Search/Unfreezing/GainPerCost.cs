using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>
/// The highest relative gain of a proxy P over relative cost, both against the cheapest candidate S0:
/// ((P − P0) / |P0|) / ((T − T0) / T0). S0 wins where none exceeds a threshold: proxies that only grow with the trainable
/// set would always unfreeze more.
/// </summary>
/// <param name="Proxy">P.</param>
/// <param name="Threshold">τ: 0 takes whatever gains anything; 1 asks for as much gain as cost.</param>
public sealed record GainPerCost(GainProxy Proxy, double Threshold = 1) : IUnfreezingObjective
{
    // Relative to it, gains over a proxy of 0 and costs over an equal time stay finite.
    private const double Least = 1e-9;

    public UnfreezingDecided Decide(int stage, int step, IReadOnlyList<UnfreezingMeasurement> measured)
    {
        var cheapest = measured.MinBy(one => (one.Time, -ValueOf(one)))!;
        double[] gains = [.. measured.Select(one => ReferenceEquals(one, cheapest) ? Threshold : Gain(one, cheapest))];
        return UnfreezingVerdict.Of(UnfreezingRule.GainPerCost, stage, step, measured, gains, HighestThenFastest, Because);

        string Because(IReadOnlyList<ScoredUnfreezing> ranked) => ReferenceEquals(ranked[0].Measured, cheapest)
            ? FormattableString.Invariant($"the cheapest; {ranked[1].Measured.Candidate} gains {ranked[1].Score:0.###} of {Proxy} per cost, no more than {Threshold:0.###}.")
            : FormattableString.Invariant($"it gains {ranked[0].Score:0.###} of {Proxy} per cost over {cheapest.Candidate}, more than {Threshold:0.###}; next is {ranked[1].Measured.Candidate} with {ranked[1].Score:0.###}.");
    }

    private double Gain(UnfreezingMeasurement one, UnfreezingMeasurement cheapest)
    {
        var (value, start) = (ValueOf(one), ValueOf(cheapest));
        return (value - start) / Math.Max(Math.Abs(start), Least) / Math.Max(one.Time / cheapest.Time - 1, Least);
    }

    private double ValueOf(UnfreezingMeasurement one) => Proxy == GainProxy.Zico ? one.Proxies.Zico : -Math.Log(one.Proxies.NtkCondition);

    private static int HighestThenFastest((double Score, double Time) one, (double Score, double Time) other) =>
        (-one.Score, one.Time).CompareTo((-other.Score, other.Time));
}

/// <summary>What a candidate can gain.</summary>
public enum GainProxy
{
    /// <summary>ZiCo.</summary>
    Zico,

    /// <summary>−ln κ of the NTK condition κ.</summary>
    Ntk,
}
