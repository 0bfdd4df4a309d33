namespace AutoProg.Benchmarks;

internal static class Quantiles
{
    /// <summary>The smallest value that so great a share of all does not exceed.</summary>
    public static double Quantile(this IEnumerable<double> values, double share)
    {
        var ascending = values.Order().ToArray();
        return ascending.Length == 0 ? double.NaN : ascending[Math.Max(0, (int)Math.Ceiling(share * ascending.Length) - 1)];
    }
}
