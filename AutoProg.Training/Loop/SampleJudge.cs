using AutoProg.Training.Data;
using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>How good drawn images are.</summary>
/// <param name="Fid">Fréchet distance to the test images by the judge's features; lower is better.</param>
/// <param name="Accuracy">Share that the judge takes for the class that was asked for, 0 to 1; null where it knows other classes.</param>
internal sealed record Verdict(double Fid, double? Accuracy);

/// <summary>Compares drawn images with the test images, by a classifier's features.</summary>
internal sealed class SampleJudge(IFeatureExtractor features, IImageSplit test, int resolution) : IDisposable
{
    private const int Batch = 250;

    private FeatureStatistics? real;

    /// <summary>Stands beside every verdict: those by other features do not compare.</summary>
    public string Name => features.Name;

    /// <param name="drawn">Batches of uint8 (N, C, R, R) with the class of each.</param>
    /// <param name="beforeBatch">Called before every batch of test images: a sign of life.</param>
    public Verdict Judge(IEnumerable<(Tensor Images, long[] Classes)> drawn, Action beforeBatch)
    {
        real ??= OfTestImages(beforeBatch);
        using var generated = new FeatureStatistics(features.Width);
        long right = 0;
        foreach (var (images, classes) in drawn)
        {
            using var scope = NewDisposeScope();
            var found = features.Features(images);                                                       // (N, D)
            generated.Add(found);
            right += features.KnowsTheClasses ? features.Logits(found).argmax(1).cpu().eq(tensor(classes)).sum().item<long>() : 0;
        }

        return new Verdict(FrechetDistance.Between(real, generated), features.KnowsTheClasses ? (double)right / generated.Count : null);
    }

    public void Dispose()
    {
        real?.Dispose();
        features.Dispose();
    }

    private FeatureStatistics OfTestImages(Action beforeBatch)
    {
        var statistics = new FeatureStatistics(features.Width);
        foreach (var batch in test.Stream(EpochSampler.InOrder(test.Count, Batch), resolution))
        {
            using (batch)
            {
                beforeBatch();
                using var scope = NewDisposeScope();
                statistics.Add(features.Features(batch.Images));
            }
        }

        return statistics;
    }
}
