using System.Globalization;
using AutoProg.Client.Charts;

namespace AutoProg.Client.Tests.Charts;

public class RunLinesTests
{
    private const double LeastContrast = 3;      // WCAG 2.2, success criterion 1.4.11.
    private const double LeastDistance = 0.07;   // In Oklab; 0.02 can just be seen.

    // G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), severity 1; rows act on linear RGB.
    private static readonly Dictionary<string, double[][]> Eyes = new()
    {
        ["normal"] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        ["protanopia"] = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        ["deuteranopia"] = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        ["tritanopia"] = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    };

    [Theory]
    [InlineData(false, "#FFFFFF")]
    [InlineData(true, "#1C222A")]
    public void Each_line_stands_out_from_the_card_it_lies_on(bool dark, string ground) =>
        Assert.All(RunLines.Colours(dark), colour => Assert.InRange(Contrast(colour, ground), LeastContrast, 21));

    [Theory]
    [InlineData(false, "normal")]
    [InlineData(false, "protanopia")]
    [InlineData(false, "deuteranopia")]
    [InlineData(false, "tritanopia")]
    [InlineData(true, "normal")]
    [InlineData(true, "protanopia")]
    [InlineData(true, "deuteranopia")]
    [InlineData(true, "tritanopia")]
    public void All_colours_differ_for_eyes_of_every_kind(bool dark, string eye)
    {
        var seen = RunLines.Colours(dark).Select(colour => Oklab(Apply(Eyes[eye], Linear(colour)))).ToArray();
        var distances = from i in Enumerable.Range(0, seen.Length) from j in Enumerable.Range(0, i) select Distance(seen[i], seen[j]);
        Assert.All(distances, distance => Assert.InRange(distance, LeastDistance, 2));
    }

    [Fact]
    public void No_two_lines_are_the_same() =>
        Assert.Equal(RunLines.Count, Enumerable.Range(0, RunLines.Count).Select(slot => RunLines.Of(slot, dark: true)).Distinct().Count());

    [Fact]
    public void A_run_keeps_its_line_while_others_come_and_go()
    {
        var slots = new RunSlots();
        slots.Assign(["a", "b", "c"]);
        slots.Assign(["c", "d", "b"]);

        Assert.Equal((0, 1, 2), (slots.Of("d"), slots.Of("b"), slots.Of("c")));
    }

    private static double Contrast(string one, string other)
    {
        double[] luminances = [Luminance(one), Luminance(other)];
        return (luminances.Max() + 0.05) / (luminances.Min() + 0.05);
    }

    private static double Luminance(string colour) => Dot([0.2126, 0.7152, 0.0722], Linear(colour));

    private static double[] Linear(string colour) =>
    [
        .. new[] { 1, 3, 5 }
            .Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)),
    ];

    private static double[] Oklab(double[] linear)
    {
        double[][] cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]];
        double[][] opponents = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]];
        var seen = linear.Select(value => Math.Clamp(value, 0, 1)).ToArray();
        return Apply(opponents, [.. Apply(cones, seen).Select(value => Math.Cbrt(Math.Max(0, value)))]);
    }

    private static double[] Apply(double[][] matrix, double[] vector) => [.. matrix.Select(row => Dot(row, vector))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
