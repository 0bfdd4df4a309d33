using System.Runtime.InteropServices;

namespace AutoProg.Runs.Rollup;

/// <summary>What a stretch of consecutive points of one series comes to, packed as <c>curves.db</c> stores it.</summary>
/// <param name="Count">Points in it, those that are not finite among them.</param>
/// <param name="NaNs">Points that are not finite.</param>
/// <param name="Sum">Of the finite values.</param>
/// <param name="Least">The lowest finite point; its value is NaN where there is none.</param>
/// <param name="Most">The highest finite point.</param>
/// <param name="FirstNaN">Meaningless without <paramref name="NaNs"/>.</param>
/// <param name="LastNaN">Meaningless without <paramref name="NaNs"/>.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Bucket(
    int Count, int NaNs, double Sum, SeriesPoint First, SeriesPoint Last, SeriesPoint Least, SeriesPoint Most, SeriesPoint FirstNaN, SeriesPoint LastNaN)
{
    /// <summary>Mean of the finite values; NaN without any.</summary>
    public double Mean => Sum / (Count - NaNs);

    /// <param name="points">At least one.</param>
    public static Bucket Of(ReadOnlySpan<SeriesPoint> points)
    {
        int least = 0, most = 0, nans = 0, firstNaN = 0, lastNaN = 0;
        var sum = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            var value = points[i].Value;
            if (double.IsNaN(value))
            {
                (firstNaN, lastNaN) = (nans == 0 ? i : firstNaN, i);
                nans++;
                continue;
            }

            sum += value;
            least = value < points[least].Value || double.IsNaN(points[least].Value) ? i : least;
            most = value > points[most].Value || double.IsNaN(points[most].Value) ? i : most;
        }

        return new Bucket(points.Length, nans, sum, points[0], points[^1], points[least], points[most], points[firstNaN], points[lastNaN]);
    }

    /// <summary>This stretch and the one after it.</summary>
    public Bucket Then(in Bucket later) => new(
        Count + later.Count,
        NaNs + later.NaNs,
        Sum + later.Sum,
        First,
        later.Last,
        later.Least.Value < Least.Value || double.IsNaN(Least.Value) ? later.Least : Least,
        later.Most.Value > Most.Value || double.IsNaN(Most.Value) ? later.Most : Most,
        NaNs > 0 ? FirstNaN : later.FirstNaN,
        later.NaNs > 0 ? later.LastNaN : LastNaN);
}
