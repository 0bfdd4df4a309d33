using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>
/// A box in a grid of tokens that mix-token swaps between each image and its mirror image in the batch, the first with the
/// last and so on (arXiv 2104.10858, section 3.2). Rows from Top to below Bottom, columns from Left to below Right; the default is empty.
/// </summary>
public readonly record struct TokenBox(int Top, int Left, int Bottom, int Right)
{
    /// <summary>Tokens inside.</summary>
    public int Area => (Bottom - Top) * (Right - Left);

    /// <summary>The box of CutMix around a token, cut off at the edges of the grid.</summary>
    /// <param name="kept">The share of the grid outside a box that is not cut off: 1 gives an empty box, 0 one as large as the grid.</param>
    /// <param name="row">Of the centre, 0 to below <paramref name="rows"/>.</param>
    /// <param name="column">Of the centre, 0 to below <paramref name="columns"/>.</param>
    public static TokenBox Around(int rows, int columns, double kept, int row, int column)
    {
        var side = Math.Sqrt(1 - kept);
        var (halfHeight, halfWidth) = ((int)(rows * side) / 2, (int)(columns * side) / 2);
        return new(Math.Max(0, row - halfHeight), Math.Max(0, column - halfWidth),
            Math.Min(rows, row + halfHeight), Math.Min(columns, column + halfWidth));
    }

    /// <summary>The same box in a grid that is finer by a factor.</summary>
    internal TokenBox Times(int factor) => new(Top * factor, Left * factor, Bottom * factor, Right * factor);

    /// <summary>Swaps the box of (N, H, W, D); done twice, nothing has changed.</summary>
    internal Tensor Swap(Tensor tokens)
    {
        if (Area == 0)
        {
            return tokens;
        }

        using var scope = NewDisposeScope();
        var inside = zeros(tokens.shape[1], tokens.shape[2], 1, @bool, tokens.device);              // (H, W, 1)
        inside.narrow(0, Top, Bottom - Top).narrow(1, Left, Right - Left).fill_(true);
        return where(inside, tokens.flip(0), tokens).MoveToOuterDisposeScope();                     // (N, H, W, D)
    }
}
