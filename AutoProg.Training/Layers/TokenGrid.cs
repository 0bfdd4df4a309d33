using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Layers;

/// <summary>How flat tokens (N·H·W, D) lie in their images.</summary>
internal readonly record struct TokenGrid(long Images, long Rows, long Columns)
{
    public long Tokens => Rows * Columns;

    /// <summary>After <see cref="Downsample"/>; an odd last row or column is left out.</summary>
    public TokenGrid Pooled => new(Images, Rows / VoloSpec.Pooling, Columns / VoloSpec.Pooling);
}
