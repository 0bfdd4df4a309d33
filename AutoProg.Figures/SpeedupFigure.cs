using ScottPlot;

namespace AutoProg.Figures;

/// <summary>What one schedule reached over its seeds.</summary>
/// <param name="WallSeconds">Mean wall time.</param>
/// <param name="WallDeviation">Standard deviation over seeds, seconds.</param>
/// <param name="Quality">Mean quality, in the metric's own unit.</param>
/// <param name="QualityDeviation">Standard deviation over seeds.</param>
public sealed record SpeedupMark(string Schedule, double WallSeconds, double WallDeviation, double Quality, double QualityDeviation);

/// <summary>Quality against wall time: up and to the left is better where the metric is better when higher.</summary>
public static class SpeedupFigure
{
    /// <summary>One marker per schedule, with error bars of one standard deviation both ways.</summary>
    /// <param name="metric">What is plotted upwards, for the axis.</param>
    public static Figure Of(string title, string metric, IReadOnlyList<SpeedupMark> marks)
    {
        var plot = ReportStyle.NewPlot(title, "wall time (s), mean ± standard deviation over seeds", metric);
        foreach (var (index, mark) in marks.Index())
        {
            Add(plot, mark, index);
        }

        plot.Axes.Margins(0.12, 0.15);
        plot.ShowLegend(Edge.Right);
        return new Figure(plot);
    }

    private static void Add(Plot plot, SpeedupMark mark, int index)
    {
        var color = ReportStyle.ColorOf(index);
        double[] wall = [mark.WallDeviation], quality = [mark.QualityDeviation];
        var bars = new ScottPlot.Plottables.ErrorBar([mark.WallSeconds], [mark.Quality], wall, wall, quality, quality)
        {
            Color = color,
            LineWidth = 1.5f,
            CapSize = 5,
        };
        plot.Add.Plottable(bars);
        plot.Add.Marker(mark.WallSeconds, mark.Quality, ReportStyle.MarkerOf(index), 12, color).LegendText = mark.Schedule;
    }
}
