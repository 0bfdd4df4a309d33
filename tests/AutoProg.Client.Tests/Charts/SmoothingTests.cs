using AutoProg.Client.Charts;

namespace AutoProg.Client.Tests.Charts;

public class SmoothingTests
{
    private static CurvePoint Point(double? value) => new(0, 0, 0, 0, value);

    [Fact]
    public void A_constant_curve_stays_constant_from_its_first_point() =>
        Assert.All(Smoothing.BiasCorrected([Point(3), Point(3), Point(3)], 0.9), value => Assert.Equal(3, value!.Value, 12));

    [Fact]
    public void Weight_zero_returns_the_values() =>
        Assert.Equal(new double?[] { 1, 5, 2 }, Smoothing.BiasCorrected([Point(1), Point(5), Point(2)], 0));

    [Fact]
    public void The_average_is_weighted_as_defined()
    {
        var smoothed = Smoothing.BiasCorrected([Point(1), Point(2)], 0.5);
        Assert.Equal((0.25 * 1 + 0.5 * 2) / 0.75, smoothed[1]!.Value, 12);
    }

    [Fact]
    public void A_missing_value_breaks_the_line_and_leaves_the_average()
    {
        var smoothed = Smoothing.BiasCorrected([Point(1), Point(null), Point(1)], 0.5);
        Assert.Null(smoothed[1]);
        Assert.Equal(1, smoothed[2]!.Value, 12);
    }
}
