using AutoProg.Client.Charts;

namespace AutoProg.Client.Tests.Charts;

public class DecimationTests
{
    private const int Many = 100_000;

    private static CurveModel Curve(double?[] values, double?[]? raw = null) =>
        new("train", "#000", [.. values.Select((_, index) => (double)index)], values, raw, false);

    private static double?[] Flat(int count) => [.. Enumerable.Repeat<double?>(1, count)];

    [Fact]
    public void A_short_curve_stays_as_it_is()
    {
        var curve = Curve(Flat(Decimation.MostPoints));
        Assert.Same(curve, Decimation.Of(curve));
    }

    [Theory]
    [InlineData(9.0)]
    [InlineData(-9.0)]
    public void A_spike_of_one_point_survives_at_its_place(double spike)
    {
        var values = Flat(Many);
        values[54_321] = spike;
        var thin = Decimation.Of(Curve(values));

        Assert.Equal(spike, thin.Y[thin.X.ToList().IndexOf(54_321)]);
        Assert.InRange(thin.X.Count, 100, Decimation.MostPoints + 2);
    }

    [Fact]
    public void A_spike_of_the_values_behind_a_smooth_curve_survives()
    {
        var raw = Flat(Many);
        raw[77_777] = 5;
        var thin = Decimation.Of(Curve(Flat(Many), raw));

        Assert.Equal(5, thin.Raw![thin.X.ToList().IndexOf(77_777)]);
        Assert.Equal(thin.X.Count, thin.Y.Count);
        Assert.Equal(thin.X.Count, thin.Raw.Count);
    }

    [Fact]
    public void A_zigzag_keeps_its_ends_its_order_and_the_limit()
    {
        var thin = Decimation.Of(Curve([.. Enumerable.Range(0, Many).Select(index => (double?)(index * 7919 % 1000))]));

        Assert.Equal(0, thin.X[0]);
        Assert.Equal(Many - 1, thin.X[^1]);
        Assert.Equal(thin.X.Order(), thin.X);
        Assert.InRange(thin.X.Count, 1_900, Decimation.MostPoints + 2);
    }

    [Fact]
    public void A_missing_value_still_breaks_the_line()
    {
        var values = Flat(Many);
        values[40_404] = null;
        var thin = Decimation.Of(Curve(values));

        Assert.Null(thin.Y[thin.X.ToList().IndexOf(40_404)]);
        Assert.Single(thin.Y, value => value is null);
    }
}
