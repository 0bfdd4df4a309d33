using static TorchSharp.torch;

namespace AutoProg.Training.Layers;

/// <summary>Stochastic depth: drops a residual branch for whole images. Rate 0 keeps every branch; a rate near 1 keeps almost none.</summary>
internal readonly record struct DropPath(double Rate)
{
    /// <summary>The rate of one block on the linear ramp from 0 at the first block to <paramref name="last"/> at full depth.</summary>
    public static DropPath Ramp(double last, int block, int fullDepth) =>
        new(fullDepth > 1 ? last * block / (fullDepth - 1) : 0);

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
