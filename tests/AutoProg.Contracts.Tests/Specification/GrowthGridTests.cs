using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class GrowthGridTests
{
    [Fact]
    public void Ramps_of_the_paper_come_out_as_published()
    {
        Assert.Equal([128, 160, 192, 224], GrowthGrid.LinearRamp(224, 0.5, 4, 32));
        Assert.Equal([9, 12, 15, 18], GrowthGrid.LinearRamp(18, 0.5, 4, 1));
        Assert.Equal([6, 8, 10, 12], GrowthGrid.LinearRamp(12, 0.5, 4, 1));
    }

    [Theory]
    [InlineData(0, new[] { 0, 0.1, 0.2, 0.3 })]
    [InlineData(0.5, new[] { 0.15, 0.2, 0.25, 0.3 })]
    [InlineData(-0.5, new[] { 0, 0, 0.15, 0.3 })]
    [InlineData(1, new[] { 0.3, 0.3, 0.3, 0.3 })]
    [InlineData(2, new[] { 0.6, 0.5, 0.4, 0.3 })]
    public void An_unrounded_ramp_stops_at_0(double smallest, double[] expected) => Assert.All(
        expected.Index(), stage => Assert.Equal(stage.Item, GrowthGrid.Ramp(0.3, smallest, stage.Index, stages: 4), 1e-12));

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void The_last_stage_of_a_ramp_is_exactly_full(double smallest)
    {
        Assert.Equal(0.1, GrowthGrid.Ramp(0.1, smallest, stage: 0, stages: 1));
        Assert.Equal(0.1, GrowthGrid.Ramp(0.1, smallest, stage: 6, stages: 7));
    }

    [Theory]
    [InlineData(10, 8, 16)] // 8 would be below 0.9 of 10.
    [InlineData(8.5, 8, 8)]
    [InlineData(1, 32, 32)]
    public void Rounding_never_falls_below_nine_tenths(double value, int divisor, int expected) =>
        Assert.Equal(expected, GrowthGrid.RoundTo(value, divisor));

    [Fact]
    public void Without_growth_there_is_one_full_stage()
    {
        var spec = new RunSpec { Schedule = new() { Kind = ScheduleKind.None } };
        Assert.Equal([new GrowthStage(0, spec.Model.Resolution, spec.Model.Depth)], GrowthGrid.Stages(spec));
    }

    [Fact]
    public void Equal_neighbours_are_one_stage()
    {
        var spec = new RunSpec { Schedule = new() { StageCount = 4, SmallestResolution = 1, SmallestDepth = 0.8 }, Model = new() { Depth = 5 } };
        var stages = GrowthGrid.Stages(spec);
        Assert.Equal([4, 5], stages.Select(stage => stage.Depth));
        Assert.Equal(spec.Model.Depth, stages[^1].Depth);
    }

    [Theory]
    [InlineData(0.25, 16, 4)]
    [InlineData(1.0 / 3, 3, 1)]
    [InlineData(2.0 / 3, 3, 2)]
    [InlineData(0.3, 10, 3)]
    public void A_stage_starts_at_a_whole_epoch(double fraction, int epochs, int expected) =>
        Assert.Equal(expected, GrowthGrid.StartEpoch(fraction, epochs));
}
