using AutoProg.Client.Runs;

namespace AutoProg.Client.Charts;

/// <summary>Measured points as a line of a chart.</summary>
public static class Curves
{
    private const int FewPoints = 60;

    /// <param name="origin">Where on the axis the line counts from.</param>
    /// <param name="most">Points that are drawn at most.</param>
    public static CurveModel Of(
        IReadOnlyList<CurvePoint> points, string name, LineLook look, SeriesLook series, BoardView view, double origin = 0, int most = Decimation.MostPoints)
    {
        var raw = points.Select(point => point.Value).ToArray();
        var smoothed = series.Smooth && view.Smoothing > 0;
        var curve = new CurveModel(
            name,
            look.Colour,
            [.. points.Select(point => view.Axis.Of(point) - origin)],
            smoothed ? Smoothing.BiasCorrected(points, view.Smoothing) : raw,
            smoothed ? raw : null,
            points.Count <= FewPoints,
            look.Dash,
            look.Symbol);
        return Decimation.Of(curve, most);
    }

    /// <summary>Of a long curve, what a query thinned: its extremes as a band behind the line.</summary>
    public static CurveModel Of(IReadOnlyList<CurveEntry> entries, string name, LineLook look, SeriesLook series, BoardView view, IReadOnlyList<double[]> gaps)
    {
        double?[] values = [.. entries.Select(entry => entry.Value)];
        var smoothed = series.Smooth && view.Smoothing > 0;
        var banded = entries.Any(entry => entry.Count > 1);
        return new CurveModel(
            name,
            look.Colour,
            [.. entries.Select(entry => entry.X)],
            smoothed ? Smoothing.BiasCorrected(entries, view.Smoothing) : values,
            smoothed && !banded ? values : null,
            entries.Count <= FewPoints,
            look.Dash,
            look.Symbol,
            banded ? [.. entries.Select(entry => entry.Least)] : null,
            banded ? [.. entries.Select(entry => entry.Most)] : null,
            gaps);
    }
}
