using ScottPlot;

namespace AutoProg.Figures;

/// <summary>A measured curve; x and y have equal lengths, and what is not finite leaves a gap.</summary>
public sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Where a growth stage begins, on the figure's own x axis.</summary>
public sealed record StageBoundary(double X, string Label);

/// <summary>Curves of a run over its steps, epochs, time or FLOPs.</summary>
public static class CurveFigure
{
    private const int MostMarkers = 40;

    /// <param name="x">What runs to the right, with its unit.</param>
    /// <param name="y">What runs upwards; with one curve its name will do.</param>
    public static Figure Of(string title, string x, string y, IReadOnlyList<Curve> curves, IReadOnlyList<StageBoundary> stages)
    {
        var plot = ReportStyle.NewPlot(title, x, y);
        foreach (var (index, curve) in curves.Index())
        {
            Add(plot, curve, index);
        }

        foreach (var stage in stages)
        {
            Add(plot, stage);
        }

        if (curves.Count > 1)
        {
            plot.ShowLegend(Edge.Bottom);
        }

        return new Figure(plot);
    }

    private static void Add(Plot plot, Curve curve, int index)
    {
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
        line.LabelFontColor = ReportStyle.Ink;
        line.LabelBackgroundColor = Colors.Transparent;
    }
}
