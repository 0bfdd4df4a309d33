using static TorchSharp.torch;

namespace AutoProg.Training.Layers;

/// <summary>
/// Stochastic depth: drops a residual branch for whole images. Rates ramp linearly from 0 at the first block to
/// <paramref name="Last"/> at full depth: 0 keeps every branch, near 1 keeps almost none.
/// </summary>
/// <param name="Block">The index of this block.</param>
/// <param name="FullDepth">Blocks of the full-size model.</param>
internal readonly record struct DropPath(double Last, int Block, int FullDepth)
{
    public double Rate => FullDepth > 1 ? Last * Block / (FullDepth - 1) : 0;

    /// <summary>Of one block on the ramp.</summary>
    public static DropPath Ramp(double last, int block, int fullDepth) => new(last, block, fullDepth);

    /// <summary>tokens + branch, (N·T, D); while training the branch of each image is dropped, or scaled to the same mean.</summary>
    public Tensor Add(Tensor tokens, Tensor branch, long images, bool training)
    {
        if (Rate == 0 || !training)
        {
            return tokens + branch;
        }

        var keep = 1 - Rate;
        var mask = empty(images, 1, 1, branch.dtype, branch.device).bernoulli_(keep).div_(keep);   // (N, 1, 1)
        var kept = branch.view(images, -1, branch.shape[1]) * mask;                                // (N, T, D)
        return tokens + kept.view(branch.shape);                                                   // (N·T, D)
    }
}
