using ScottPlot;

namespace AutoProg.Figures;

/// <summary>A measured curve; x and y have equal lengths, and what is not finite leaves a gap.</summary>
/// <param name="Spread">Where each place stands for several values.</param>
public sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, Spread? Spread = null);

/// <summary>The lowest and highest of the values that each place of a curve stands for.</summary>
public sealed record Spread(IReadOnlyList<double> Least, IReadOnlyList<double> Most);

/// <summary>Where a growth stage begins, on the figure's own x axis.</summary>
public sealed record StageBoundary(double X, string Label);

/// <summary>Curves of a run over its steps, epochs, time or FLOPs.</summary>
public static class CurveFigure
{
    private const int MostMarkers = 40;
    private const int RoomForLabels = 24;

    /// <param name="x">What runs to the right, with its unit.</param>
    /// <param name="y">What runs upwards; with one curve its name will do.</param>
    /// <param name="log">Draws y over a logarithm; what is not positive leaves a gap.</param>
    public static Figure Of(string title, string x, string y, IReadOnlyList<Curve> curves, IReadOnlyList<StageBoundary> stages, bool log = false)
    {
        var plot = ReportStyle.NewPlot(title, x, y);
        if (log)
        {
            ReportStyle.Logarithmic(plot.Axes.Left);
            curves = [.. curves.Select(InLogarithms)];
        }

        foreach (var (index, curve) in curves.Index())
        {
            Add(plot, curve, index);
        }

        plot.Axes.Top.MinimumSize = stages.Count > 0 ? RoomForLabels : 0;
        foreach (var stage in stages)
        {
            Add(plot, stage);
        }

        if (curves.Count > 1)
        {
            plot.ShowLegend(Edge.Bottom);
        }
        else
        {
            plot.HideLegend();
        }

        return new Figure(plot);
    }

    private static Curve InLogarithms(Curve curve) => curve with
    {
        Y = [.. curve.Y.Select(Math.Log10)],
        Spread = curve.Spread is { } spread ? new Spread([.. spread.Least.Select(Math.Log10)], [.. spread.Most.Select(Math.Log10)]) : null,
    };

    private static void Add(Plot plot, Spread spread, Curve curve, int index)
    {
        var drawn = Enumerable.Range(0, curve.X.Count).Where(i => double.IsFinite(spread.Least[i]) && double.IsFinite(spread.Most[i])).ToArray();
        var band = plot.Add.FillY([.. drawn.Select(i => curve.X[i])], [.. drawn.Select(i => spread.Least[i])], [.. drawn.Select(i => spread.Most[i])]);
        band.FillColor = ReportStyle.ColorOf(index).WithAlpha(.25);
        band.LineWidth = 0;
        band.MarkerSize = 0;
    }

    private static void Add(Plot plot, Curve curve, int index)
    {
        if (curve.Spread is { } spread)
        {
            Add(plot, spread, curve, index);
        }

        var line = plot.Add.Scatter(curve.X.ToArray(), curve.Y.Select(value => double.IsFinite(value) ? value : double.NaN).ToArray());
        line.Color = ReportStyle.ColorOf(index);
        line.LineWidth = 2;
        line.LinePattern = ReportStyle.LineOf(index);
        line.MarkerShape = ReportStyle.MarkerOf(index);
        line.MarkerSize = curve.X.Count <= MostMarkers ? 6 : 0;
        line.LegendText = curve.Name;
    }

    private static void Add(Plot plot, StageBoundary stage)
    {
        var line = plot.Add.VerticalLine(stage.X, 1, ReportStyle.Faint, LinePattern.Dashed);
        line.LabelText = stage.Label;
        line.LabelOppositeAxis = true;
        line.LabelFontSize = 11;
        line.LabelBold = false;
        line.LabelFontColor = ReportStyle.Ink;
        line.LabelBackgroundColor = Colors.Transparent;
    }
}
