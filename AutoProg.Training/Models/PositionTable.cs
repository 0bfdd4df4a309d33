using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Models;

/// <summary>Where the square grid lies in a table of position embeddings: (1, P + G·G, D) behind P leading rows, or (1, G, G, D).</summary>
/// <param name="Leading">Rows of class and distillation tokens.</param>
/// <param name="Side">Grid points per side.</param>
internal readonly record struct PositionTable(int Leading, int Side)
{
    // Resampling from a grid takes a matrix of G·G by g·g numbers.
    private const int LargestSide = 64;

    /// <summary>That of a table, or null where the shape belongs to none of this model.</summary>
    /// <param name="expected">The shape the table has at the model's own resolution.</param>
    public static PositionTable? Of(IReadOnlyList<long> shape, IReadOnlyList<long> expected, ModelSpec spec)
    {
        if (shape.Count != expected.Count || shape[0] != expected[0] || shape[^1] != expected[^1])
        {
            return null;
        }

        if (shape.Count == 4)
        {
            return shape[1] == shape[2] ? Checked(0, shape[1]) : null;
        }

        var leading = (int)(expected[1] - spec.TokensAt(spec.Resolution));
        var side = (long)Math.Round(Math.Sqrt(Math.Max(0, shape[1] - leading)));
        return side * side == shape[1] - leading ? Checked(leading, side) : null;
    }

    private static PositionTable? Checked(int leading, long side) => side is > 0 and <= LargestSide ? new(leading, (int)side) : null;
}
