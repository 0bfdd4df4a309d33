using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Specification;

public class DepthSplitTests
{
    public static TheoryData<string> PublicVolos => [.. ModelCatalog.All.Where(row => row.Volo.Blocks.Count > 0).Select(row => row.Name)];

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(9, 2, 7)]
    [InlineData(12, 4, 8)]
    [InlineData(15, 4, 11)]
    [InlineData(18, 4, 14)]
    public void The_elastic_volo_splits_as_published(int depth, int outlookers, int transformers) =>
        Assert.Equal([outlookers, transformers], DepthSplit.Of(ModelCatalog.Find("volo_h12_l18")!, depth));

    [Theory]
    [MemberData(nameof(PublicVolos))]
    public void A_public_volo_has_its_own_groups_at_full_depth_and_never_a_larger_one_below(string name)
    {
        var model = ModelCatalog.Find(name)!;
        var splits = Enumerable.Range(4, model.Depth - 3).Select(depth => DepthSplit.Of(model, depth)).ToArray();

        Assert.Equal(model.Volo.Blocks, splits[^1]);
        Assert.Equal([1, 1, 1, 1], splits[0]);
        Assert.All(splits.Zip(splits.Skip(1)), pair =>
        {
            Assert.Equal(pair.First.Sum() + 1, pair.Second.Sum());
            Assert.All(pair.First.Zip(pair.Second), group => Assert.True(group.First <= group.Second));
        });
    }

    [Fact]
    public void Half_of_a_public_volo_is_half_of_every_group() =>
        Assert.Equal([2, 2, 4, 1], DepthSplit.Of(ModelCatalog.Find("VOLO-D1")!, 9));

    [Fact]
    public void A_vit_is_one_group() => Assert.Equal([7], DepthSplit.Of(ModelCatalog.Find("DeiT-S")!, 7));

    [Fact]
    public void Fewer_blocks_than_groups_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DepthSplit.Of(ModelCatalog.Find("VOLO-D1")!, 3));
}
