using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Search.Unfreezing;
using AutoProg.Training.Tests.ZeroShot;

namespace AutoProg.Training.Tests.Search.Unfreezing;

public sealed class StepTimesTests
{
    private static readonly UnfreezingUnits Units = UnitsOf.Blocks(12);

    [Fact]
    public void Three_timed_sets_tell_the_time_of_every_other()
    {
        var timed = new List<(int, TrainableSet)>();
        var times = StepTimes.Measure([16, 32], [Contiguous(1), Contiguous(4), Interleaved(1)], (resolution, set) =>
        {
            timed.Add((resolution, set));
            return Seconds(resolution, set);
        });

        Assert.Equal(6, timed.Count);
        Assert.All([Contiguous(2), Contiguous(3), Interleaved(2), Interleaved(3)], set =>
        {
            Assert.Equal(Seconds(16, set), times.Of(16, set), 1e-9);
            Assert.Equal(Seconds(32, set), times.Of(32, set), 1e-9);
        });
    }

    [Fact]
    public void Sets_that_all_reach_the_first_unit_still_tell_each_other()
    {
        var times = StepTimes.Measure([16], [Interleaved(1), Interleaved(4)], Seconds);

        Assert.Equal(Seconds(16, Interleaved(2)), times.Of(16, Interleaved(2)), 1e-9);
    }

    [Fact]
    public void No_part_is_negative_where_the_clock_says_so()
    {
        // More weight gradients in less time: the best without negative parts takes the mean.
        var model = StepTimeModel.Fit([(Interleaved(1), 2.0), (Interleaved(4), 1.0)]);

        Assert.Equal(1.5, model.Of(Interleaved(2)), 1e-9);
        Assert.All([model.Forward, model.InputGradients, model.WeightGradients], part => Assert.True(part >= 0));
    }

    [Fact]
    public void Unequal_units_weigh_by_their_costs()
    {
        double[] costs = [.. Enumerable.Range(1, 12).Select(unit => (double)unit)];
        var sets = new[] { Contiguous(1), Contiguous(4), Interleaved(1) };
        var model = StepTimeModel.Fit([.. sets.Select(set => (set, 1 + set.Trained.Sum(unit => costs[unit])))], costs);

        Assert.Equal(1 + costs[0] + costs[1], model.Of(new TrainableSet(Units, new HashSet<int> { 0, 1 }), costs), 1e-9);
    }

    private static TrainableSet Contiguous(int groups) => UnitsOf.Set(UnfreezingOrder.Contiguous, Units, groups, 4);

    private static TrainableSet Interleaved(int groups) => UnitsOf.Set(UnfreezingOrder.Interleaved, Units, groups, 4);

    private static double Seconds(int resolution, TrainableSet set) =>
        resolution / 16.0 * (0.2 + 0.1 * (12 - set.Lowest) / 12 + 0.15 * set.Trained.Count / 12);
}
