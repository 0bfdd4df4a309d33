using ScottPlot;

namespace AutoProg.Figures;

/// <summary>How all figures look: white paper, a faint grid, colours that colour-blind readers tell apart.</summary>
internal static class ReportStyle
{
    // Okabe and Ito, yellow left out: it is too pale for lines on white.
    private static readonly string[] OkabeIto = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    // Colour never stands alone: markers and line patterns differ as well.
    private static readonly MarkerShape[] Markers =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleUp, MarkerShape.FilledTriangleDown];

    private static readonly LinePattern[] Lines = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    public static Color Ink { get; } = Color.FromHex("#333333");

    public static Color Faint { get; } = Color.FromHex("#999999");

    public static Color ColorOf(int index) => Color.FromHex(OkabeIto[index % OkabeIto.Length]);

    public static MarkerShape MarkerOf(int index) => Markers[index % Markers.Length];

    public static LinePattern LineOf(int index) => Lines[index % Lines.Length];

    public static Plot NewPlot(string title, string x, string y)
    {
        var plot = new Plot();
        plot.Axes.Color(Ink);
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        plot.Title(title, 18);
        plot.XLabel(x, 15);
        plot.YLabel(y, 15);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Legend.OutlineColor = Color.FromHex("#CCCCCC");
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }
}
