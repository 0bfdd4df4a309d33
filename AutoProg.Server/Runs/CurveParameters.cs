using AutoProg.Runs.Rollup;

namespace AutoProg.Server.Runs;

/// <summary>Checks what a person asks of curves; a refusal names the parameter and the remedy.</summary>
internal static class CurveParameters
{
    public const int MostSeries = 64;
    private const int MostPixels = 10_000;

    /// <summary>The query, or null and what is wrong.</summary>
    public static (CurveQuery? Query, Dictionary<string, string[]> Errors) Read(
        IReadOnlyCollection<string> measured, string[] series, string x, double? from, double? to, int pixels, int mostSeries = MostSeries)
    {
        var axis = CurveAxis.All.FirstOrDefault(known => known.Name == x);
        var errors =
            axis is null ? Refused("x", $"Unknown axis '{x}'. Known: {string.Join(", ", CurveAxis.All.Select(known => known.Name))}.")
            : series.Length == 0 || series.Length > mostSeries ? Refused("series", $"{series.Length} series are named; name 1 to {mostSeries}, as series=train/loss.")
            : from > to ? Refused("from", $"The stretch begins at {from} and ends before it, at {to}.")
            : pixels is < 1 or > MostPixels ? Refused("pixels", $"{pixels} pixels are asked for; ask for 1 to {MostPixels}.")
            : Unknown(measured, series);
        return (errors.Count > 0 ? null : new CurveQuery(axis!, from, to, pixels), errors);
    }

    /// <summary>What is wrong with the names, or nothing.</summary>
    public static Dictionary<string, string[]> Unknown(IReadOnlyCollection<string> measured, IEnumerable<string> series) =>
        series.FirstOrDefault(name => !measured.Contains(name)) is { } unknown
            ? Refused("series", $"The run has no series '{unknown}'. Measured so far: {string.Join(", ", measured.Order(StringComparer.Ordinal))}.")
            : [];

    public static Dictionary<string, string[]> Refused(string parameter, string message) => new() { [parameter] = [message] };
}
