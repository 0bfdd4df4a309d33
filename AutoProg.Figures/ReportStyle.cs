using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

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

    // The system's default may be a serif.
    private static readonly string Sans = new[] { "Segoe UI", "Helvetica Neue", "Liberation Sans", "Arial", "DejaVu Sans" }
        .FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? Fonts.Sans;

    private static readonly (double Value, string Prefix)[] Prefixes = [(1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M")];

    public static Color Ink { get; } = Color.FromHex("#333333");

    public static Color Faint { get; } = Color.FromHex("#999999");

    public static Color ColorOf(int index) => Color.FromHex(OkabeIto[index % OkabeIto.Length]);

    public static MarkerShape MarkerOf(int index) => Markers[index % Markers.Length];

    public static LinePattern LineOf(int index) => Lines[index % Lines.Length];

    /// <summary>An empty plot with a title and named axes.</summary>
    public static Plot NewPlot(string title, string x, string y)
    {
        var plot = new Plot();
        plot.Axes.Color(Ink);
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        plot.Font.Set(Sans);
        plot.Title(title, 18);
        plot.XLabel(x, 15);
        plot.YLabel(y, 15);
        plot.Axes.Left.MinimumSize = 80;
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = Compact };
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Legend.OutlineColor = Color.FromHex("#CCCCCC");
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }

    /// <summary>Labels an axis whose values are logarithms to the base 10.</summary>
    public static void Logarithmic(IAxis axis) => axis.TickGenerator = new NumericAutomatic
    {
        MinorTickGenerator = new LogMinorTickGenerator(),
        LabelFormatter = value => Math.Pow(10, value).ToString("G3", CultureInfo.InvariantCulture),
    };

    // 1,500 stays; 1.5e12 becomes 1.5 T.
    private static string Compact(double value)
    {
        var (unit, prefix) = Prefixes.FirstOrDefault(known => Math.Abs(value) >= known.Value, (1, ""));
        return (value / unit).ToString("#,0.####", CultureInfo.InvariantCulture) + (prefix.Length == 0 ? "" : " " + prefix);
    }
}
