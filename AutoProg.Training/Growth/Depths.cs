namespace AutoProg.Training.Growth;

/// <summary>
/// Index arithmetic between two depths of one group of blocks (arXiv 2203.14509): every old block is repeated, the last
/// <c>to mod from</c> of them once more. Supernets, sub-networks and growth operators all ask here.
/// </summary>
public static class Depths
{
    /// <summary>The block of the shallower network that a block of the deeper one copies.</summary>
    public static int SourceOf(int block, int from, int to)
    {
        var (repeats, extra) = Math.DivRem(to, from);
        var single = from - extra;
        return block / repeats < single ? block / repeats : (block + single) / (repeats + 1);
    }

    /// <summary>True where a block repeats the one before it.</summary>
    public static bool IsNew(int block, int from, int to) => block > 0 && SourceOf(block, from, to) == SourceOf(block - 1, from, to);

    /// <summary>
    /// The blocks of a supernet that a sub-network leaves out: those that are new against the smallest candidate,
    /// except the last <paramref name="depth"/> - <paramref name="smallest"/> of them.
    /// </summary>
    public static IReadOnlySet<int> Skipped(int smallest, int supernet, int depth)
    {
        var added = Enumerable.Range(0, supernet).Where(block => IsNew(block, smallest, supernet)).ToArray();
        return added.SkipLast(depth - smallest).ToHashSet();
    }
}
