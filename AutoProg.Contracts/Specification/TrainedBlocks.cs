namespace AutoProg.Contracts.Specification;

/// <summary>Blocks that a fine-tuning stage trains (arXiv 2410.00350); the others are frozen. Everything outside of blocks always trains.</summary>
public static class TrainedBlocks
{
    /// <summary>What the authors' released code was written for.</summary>
    public const int ReleasedBlocks = 28, ReleasedGroups = 4;

    /// <summary>Ascending indices of the blocks that train where <paramref name="count"/> of a run's do.</summary>
    public static IReadOnlyList<int> Of(RunSpec spec, int count) => Of(spec.FineTuning.Unfreezing, spec.Model.Depth, count, spec.Schedule.StageCount);

    /// <summary>Ascending indices of the blocks that train.</summary>
    /// <param name="count">Of <paramref name="depth"/> blocks; the released order trains more than it says.</param>
    /// <param name="groups">K, into which the blocks are dealt in turn; contiguous ones need none.</param>
    public static IReadOnlyList<int> Of(UnfreezingOrder order, int depth, int count, int groups) => order switch
    {
        UnfreezingOrder.Contiguous => [.. Enumerable.Range(depth - count, count)],
        UnfreezingOrder.Interleaved => [.. Enumerable.Range(0, depth).OrderBy(block => block % groups).Take(count).Order()],
        UnfreezingOrder.Released => [.. Enumerable.Range(0, depth).Where(block => IsReleased(block, (count * ReleasedGroups + depth - 1) / depth))],
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "Unknown unfreezing order."),
    };

    /// <summary>True where the backward pass ends at the lowest block that trains.</summary>
    public static bool Truncates(RunSpec spec) => spec.FineTuning.Unfreezing == UnfreezingOrder.Contiguous;

    // Prefixes of the first group, and of all four together, end with a dot; those of the second and third do not, so that "blocks.1" names blocks 10 to 19 too.
    private static bool IsReleased(int block, int groups) => groups == ReleasedGroups
        ? block < ReleasedBlocks
        : (block % ReleasedGroups == 0 && block < ReleasedBlocks) || Enumerable.Range(0, ReleasedBlocks)
            .Where(named => named % ReleasedGroups > 0 && named % ReleasedGroups < groups)
            .Any(named => $"{block}".StartsWith($"{named}", StringComparison.Ordinal));
}
