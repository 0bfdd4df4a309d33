namespace AutoProg.Contracts.Specification;

/// <summary>How the blocks of a depth are divided among the groups of equal blocks, each of which grows by itself.</summary>
public static class DepthSplit
{
    // Of all blocks, in AutoProg's elastic VOLO.
    private const double OutlookerShare = 0.23;

    /// <summary>The least depth that has a block in every group.</summary>
    public static int Smallest(ModelSpec model) => model.Family != ModelFamily.Volo ? 1 : Math.Max(2, model.Volo.Blocks.Count);

    /// <summary>Blocks by group in forward order: the one group of a ViT or DiT; the outlookers, then each stage of transformers of a VOLO.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The depth is below <see cref="Smallest"/>.</exception>
    public static IReadOnlyList<int> Of(ModelSpec model, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, Smallest(model));
        return model.Family != ModelFamily.Volo ? [depth]
            : model.Volo.Blocks.Count == 0 ? Elastic(depth)
            : Apportioned(model.Volo.Blocks, depth);
    }

    // Two blocks are one of each kind, since the rule would leave no transformer.
    private static int[] Elastic(int depth)
    {
        var outlookers = depth == 2 ? 1 : GrowthGrid.RoundTo(OutlookerShare * depth, 2);
        return [outlookers, depth - outlookers];
    }

    // One block each, then one by one to the group that is furthest below its share (Sainte-Laguë): exact at full
    // depth, and no group of a deeper model is smaller.
    private static int[] Apportioned(IReadOnlyList<int> full, int depth)
    {
        var blocks = Enumerable.Repeat(1, full.Count).ToArray();
        for (var given = full.Count; given < depth; given++)
        {
            var next = Enumerable.Range(0, full.Count).MaxBy(group => full[group] / (2.0 * blocks[group] + 1));
            blocks[next]++;
        }

        return blocks;
    }
}
