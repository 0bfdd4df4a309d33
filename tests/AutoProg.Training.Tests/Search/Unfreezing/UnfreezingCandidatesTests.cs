using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Search.Unfreezing;
using AutoProg.Training.Tests.ZeroShot;

namespace AutoProg.Training.Tests.Search.Unfreezing;

public sealed class CandidatesTests
{
    private static readonly int[] Resolutions = [64, 128, 192, 256], Groups = [1, 2, 3, 4];

    [Fact]
    public void The_first_stage_weighs_the_start_and_the_last_before_the_middle() =>
        Assert.Equal("r64_l1 r64_l2 r128_l1 r128_l2", Candidates(stage: 0, null));

    [Theory]
    [InlineData(64, 2, "r64_l2 r64_l3 r128_l2 r128_l3")]
    [InlineData(256, 1, "r256_l1 r256_l2")]
    [InlineData(256, 4, "r256_l4")]
    public void A_later_stage_weighs_what_is_and_what_comes_next(int resolution, int groups, string expected) =>
        Assert.Equal(expected, Candidates(stage: 1, new(resolution, groups)));

    [Fact]
    public void The_last_stage_is_full_size() => Assert.Equal("r256_l4", Candidates(stage: 3, new(64, 1)));

    [Fact]
    public void A_grid_of_one_has_one_candidate() =>
        Assert.Equal([new Candidate(64, 1)], UnfreezingGrid.Of([64], [1], 0, 2, null));

    [Fact]
    public void Interleaved_groups_take_every_fourth_block()
    {
        var sets = Enumerable.Range(1, 4).Select(groups => UnitsOf.Set(UnfreezingOrder.Interleaved, UnitsOf.Blocks(28), groups, 4)).ToArray();

        Assert.Equal([7, 14, 21, 28], sets.Select(set => set.Trained.Count));
        Assert.Equal([0, 1, 4, 5, 8, 9], sets[1].Trained.Order().Take(6));
        Assert.All(sets, set => Assert.Equal(0, set.Lowest));
    }

    [Fact]
    public void The_released_order_trains_more_than_it_says() =>
        Assert.Equal([7, 20, 26, 28], Enumerable.Range(1, 4).Select(groups => UnitsOf.Set(UnfreezingOrder.Released, UnitsOf.Blocks(28), groups, 4).Trained.Count));

    [Theory]
    [InlineData(28, 1, 4, 21)]
    [InlineData(28, 3, 4, 7)]
    [InlineData(28, 4, 4, 0)]
    [InlineData(10, 1, 4, 7)]   // A part of a unit takes the whole.
    public void Contiguous_groups_are_the_last_units(int units, int groups, int of, int lowest)
    {
        var set = UnitsOf.Set(UnfreezingOrder.Contiguous, UnitsOf.Blocks(units), groups, of);

        Assert.Equal(Enumerable.Range(lowest, units - lowest), set.Trained.Order());
        Assert.Equal(lowest, set.Lowest);
        Assert.Equal(groups < of, set.Truncated);
    }

    [Fact]
    public void A_prefix_without_its_dot_is_refused()
    {
        Assert.Contains("'blocks.1.'", Assert.Throws<ArgumentException>(() => new UnfreezingUnits([new("one", "blocks.1")])).Message);
    }

    private static string Candidates(int stage, Candidate? current) =>
        string.Join(' ', UnfreezingGrid.Of(Resolutions, Groups, stage, 4, current));
}
