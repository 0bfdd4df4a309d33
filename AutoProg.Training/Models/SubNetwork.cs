namespace AutoProg.Training.Models;

/// <summary>A sub-network of an elastic supernet: the blocks that pass their input on unchanged.</summary>
/// <param name="Skipped">Block indices by group, in forward order; groups beyond the list skip nothing.</param>
public sealed record SubNetwork(IReadOnlyList<IReadOnlySet<int>> Skipped)
{
    /// <summary>The supernet itself.</summary>
    public static SubNetwork Whole { get; } = new([]);

    /// <summary>True where a block takes part.</summary>
    public bool Uses(int group, int block) => group >= Skipped.Count || !Skipped[group].Contains(block);
}
