using ScottPlot;

namespace AutoProg.Figures;

/// <summary>A drawn figure in the light style of reports: pixels for screens and vectors for print.</summary>
public sealed class Figure : IDisposable
{
    /// <summary>In points.</summary>
    public const int Width = 800;

    private const int Height = 500;
    private const int PixelsPerPoint = 2;

    private readonly Plot plot;

    internal Figure(Plot plot) => this.plot = plot;

    /// <summary>PNG, twice as fine as the SVG.</summary>
    public byte[] ToPng()
    {
        plot.ScaleFactor = PixelsPerPoint;
        try
        {
            return plot.GetImageBytes(Width * PixelsPerPoint, Height * PixelsPerPoint, ImageFormat.Png);
        }
        finally
        {
            plot.ScaleFactor = 1;
        }
    }

    public string ToSvg() => plot.GetSvgXml(Width, Height);

    /// <summary>Writes <c>name.png</c> and <c>name.svg</c> into a folder.</summary>
    public void Save(string folder, string name)
    {
        File.WriteAllBytes(Path.Combine(folder, name + ".png"), ToPng());
        File.WriteAllText(Path.Combine(folder, name + ".svg"), ToSvg());
    }

    public void Dispose() => plot.Dispose();
}
