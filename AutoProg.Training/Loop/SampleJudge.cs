using AutoProg.Contracts.Events;
using AutoProg.Training.Data;
using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>How good drawn images are.</summary>
/// <param name="Fid">Fréchet distance to the test images by the judge's features; lower is better.</param>
/// <param name="Accuracy">Share that the judge takes for the class that was asked for, 0 to 1; null where it knows other classes.</param>
/// <param name="Quality">Null where it was not asked for.</param>
internal sealed record Verdict(double Fid, double? Accuracy, SampleQuality? Quality);

/// <summary>Compares drawn images with the test images, by a classifier's features.</summary>
internal sealed class SampleJudge(IFeatureExtractor features, IImageSplit test, int resolution) : IDisposable
{
    private const int Batch = 250;

    private JudgedFeatures? real;

    /// <summary>Stands beside every verdict: those by other features do not compare.</summary>
    public string Name => features.Name;

    /// <param name="drawn">Batches of uint8 (N, C, R, R) with the class of each.</param>
    /// <param name="whole">Asks for more than FID and accuracy, which takes longer.</param>
    /// <param name="beforeBatch">Called before every batch of test images: a sign of life.</param>
    public Verdict Judge(IEnumerable<(Tensor Images, long[] Classes)> drawn, bool whole, Action beforeBatch)
    {
        real ??= OfTestImages(beforeBatch);
        using var generated = new JudgedFeatures(features);
        long right = 0;
        foreach (var (images, classes) in drawn)
        {
            using var scope = NewDisposeScope();
            var logits = generated.Add(images);                                                          // (N, classes)
            right += features.KnowsTheClasses ? logits.argmax(1).cpu().eq(tensor(classes)).sum().item<long>() : 0;
        }

        return new Verdict(
            FrechetDistance.Between(real.Statistics, generated.Statistics),
            features.KnowsTheClasses ? (double)right / generated.Statistics.Count : null,
            whole ? generated.QualityAgainst(real) : null);
    }

    public void Dispose()
    {
        real?.Dispose();
        features.Dispose();
    }

    private JudgedFeatures OfTestImages(Action beforeBatch)
    {
        var judged = new JudgedFeatures(features);
        foreach (var batch in test.Stream(EpochSampler.InOrder(test.Count, Batch), resolution))
        {
            using (batch)
            {
                beforeBatch();
                using var scope = NewDisposeScope();
                judged.Add(batch.Images);
            }
        }

        return judged;
    }
}
