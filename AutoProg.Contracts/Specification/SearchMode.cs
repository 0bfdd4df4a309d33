namespace AutoProg.Contracts.Specification;

/// <summary>Whose search a run uses.</summary>
public enum SearchMode
{
    /// <summary>Ours, as the other fields say.</summary>
    Default,

    /// <summary>The authors', from their released code (arXiv 2203.14509, 2410.00350): see <see cref="ReferenceMode"/>.</summary>
    Reference,
}
