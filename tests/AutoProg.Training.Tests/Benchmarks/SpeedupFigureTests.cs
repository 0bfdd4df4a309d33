using System.Xml.Linq;
using AutoProg.Figures;
using AutoProg.Training.Tests.Data;

namespace AutoProg.Training.Tests.Benchmarks;

public sealed class SpeedupFigureTests : IDisposable
{
    private static readonly SpeedupMark[] Marks =
    [
        new("none", 172, 4, 0.851, 0.003),
        new("none-equal-wall", 101, 2, 0.836, 0.004),
        new("manual", 100, 3, 0.849, 0.002),
    ];

    private readonly TempFolder folder = new();

    [Fact]
    public void The_vector_figure_names_every_schedule_and_both_axes()
    {
        using var figure = SpeedupFigure.Of("vit-fashion-mnist-demo", "top-1 accuracy", Marks);
        var text = string.Concat(XDocument.Parse(figure.ToSvg()).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value + "\n"));

        Assert.All(["none", "none-equal-wall", "manual", "vit-fashion-mnist-demo", "top-1 accuracy"], name => Assert.Contains(name, text));
        Assert.Contains("wall time (s)", text);
    }

    [Fact]
    public void Both_files_are_written()
    {
        using var figure = SpeedupFigure.Of("t", "top-1 accuracy", Marks);
        figure.Save(folder.Root, "speedup");

        Assert.Equal((1600, 1000), PngSize(File.ReadAllBytes(folder["speedup.png"])));
        // Identifiers inside the drawing are numbered anew each time it is drawn.
        Assert.Equal(XDocument.Parse(figure.ToSvg()).Descendants().Select(element => element.Value), XDocument.Load(folder["speedup.svg"]).Descendants().Select(element => element.Value));
    }

    [Fact]
    public void A_single_schedule_without_deviation_can_be_drawn()
    {
        using var figure = SpeedupFigure.Of("t", "top-1 accuracy", [new("none", 100, 0, 0.8, 0)]);
        Assert.Equal((1600, 1000), PngSize(figure.ToPng()));
    }

    public void Dispose() => folder.Dispose();

    private static (int Width, int Height) PngSize(byte[] png) =>
        (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
