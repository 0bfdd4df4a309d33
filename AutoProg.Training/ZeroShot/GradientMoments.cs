using static TorchSharp.torch;

namespace AutoProg.Training.ZeroShot;

/// <summary>Mean, spread and mean size of every entry of a gradient over batches, on its device, one batch at a time (Welford).</summary>
internal sealed class GradientMoments : IDisposable
{
    private readonly Tensor mean, squares, sizes;

    public GradientMoments(Tensor like)
    {
        mean = Zeros();
        squares = Zeros();
        sizes = Zeros();

        Tensor Zeros() => zeros(like.shape, like.dtype == float64 ? float64 : float32, like.device).DetachFromDisposeScope();
    }

    /// <summary>Batches so far.</summary>
    public int Batches { get; private set; }

    public void Add(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var one = gradient.to(mean.dtype);
        var before = one - mean;
        mean.add_(before / ++Batches);
        squares.add_(before * (one - mean));
        sizes.add_(one.abs());
    }

    /// <summary>(2) fp64: the sum of mean |g| / std g over entries whose population std is not 0, and the number of those entries.</summary>
    public Tensor SizeOverSpread()
    {
        using var scope = NewDisposeScope();
        var spread = (squares / Batches).sqrt();
        var varies = spread > 0;
        var ratio = where(varies, sizes / Batches / spread, zeros_like(spread));
        return stack([ratio.sum(float64), varies.sum(float64)]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        mean.Dispose();
        squares.Dispose();
        sizes.Dispose();
    }
}
