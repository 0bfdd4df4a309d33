namespace AutoProg.Training.ZeroShot;

/// <summary>
/// The neural tangent kernels of the units of a model and of everything outside them. Kernels of disjoint parameters add up,
/// so that one pass tells that of every trainable set.
/// </summary>
/// <param name="Units">By unit.</param>
/// <param name="Rest">Of the parameters outside all units.</param>
/// <param name="PerSample">Parameters that no layer tap explains; each sample took a backward pass of its own for them.</param>
public sealed record NtkGram(IReadOnlyList<NtkMatrix> Units, NtkMatrix Rest, IReadOnlyList<string> PerSample)
{
    public NtkMatrix Whole => Over(Enumerable.Range(0, Units.Count));

    /// <summary>Of some units and of all that lies outside the units.</summary>
    public NtkMatrix Over(IEnumerable<int> units) => units.Aggregate(Rest, (sum, unit) => sum + Units[unit]);
}
