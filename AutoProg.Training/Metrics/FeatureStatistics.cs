using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>Mean and covariance, in float64, of features that come in batches: no pass needs the batches before.</summary>
public sealed class FeatureStatistics : IDisposable
{
    private readonly Tensor mean, scatter;

    /// <param name="width">Numbers per image.</param>
    /// <param name="device">Where they are kept; null is the CPU.</param>
    public FeatureStatistics(int width, Device? device = null)
    {
        mean = zeros(width, float64, device ?? CPU).DetachFromDisposeScope();
        scatter = zeros(width, width, float64, device ?? CPU).DetachFromDisposeScope();
    }

    /// <summary>Images so far.</summary>
    public long Count { get; private set; }

    /// <summary>(D), changed by every <see cref="Add"/>.</summary>
    public Tensor Mean => mean;

    /// <summary>The statistics of features (N, D), on their device.</summary>
    public static FeatureStatistics Of(Tensor features)
    {
        var statistics = new FeatureStatistics((int)features.shape[1], features.device);
        statistics.Add(features);
        return statistics;
    }

    /// <summary>Takes in features (N, D), N of any size above 0, on any device.</summary>
    public void Add(Tensor features)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var rows = features.to(mean.device).to(float64);                // (N, D)
        var (n, all) = (rows.shape[0], Count + rows.shape[0]);
        var average = rows.mean([0]);                                   // (D)
        var centred = rows - average;                                   // (N, D)
        var shift = average - mean;                                     // (D)
        // Only deviations from a mean are squared, so features far from 0 lose nothing.
        scatter.add_(centred.T.mm(centred)).add_(shift.outer(shift) * ((double)Count * n / all));
        mean.add_(shift * ((double)n / all));
        Count = all;
    }

    /// <summary>The unbiased covariance (D, D): divided by N - 1.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two images.</exception>
    public Tensor Covariance() => Count > 1
        ? scatter / (Count - 1)
        : throw new InvalidOperationException($"A covariance needs two or more images; there are {Count}.");

    public void Dispose()
    {
        mean.Dispose();
        scatter.Dispose();
    }
}
