using AutoProg.Contracts.Events;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>Places as in sports, 1, 2, 2, 4: values within a tolerance of the first of a group share its place.</summary>
internal static class CompetitionRanks
{
    private const double Tolerance = 1e-6;

    /// <summary>In the order of the values; the lowest comes first.</summary>
    public static int[] Of(IReadOnlyList<double> values)
    {
        var ranks = new int[values.Count];
        var (rank, first) = (1, double.NaN);
        foreach (var (place, index) in Enumerable.Range(0, values.Count).OrderBy(index => values[index]).Index())
        {
            if (!(Math.Abs(values[index] - first) <= Tolerance))
            {
                (rank, first) = (place + 1, values[index]);
            }

            ranks[index] = rank;
        }

        return ranks;
    }

    /// <summary>Of every candidate by time, NTK condition and ZiCo.</summary>
    public static UnfreezingRanks[] Of(IReadOnlyList<UnfreezingMeasurement> measured)
    {
        var byTime = Of([.. measured.Select(one => one.Time)]);
        var byNtk = Of([.. measured.Select(one => one.Proxies.NtkCondition)]);
        var byZico = Of([.. measured.Select(one => -one.Proxies.Zico)]);
        return [.. measured.Select((_, i) => new UnfreezingRanks(byTime[i], byNtk[i], byZico[i]))];
    }
}
