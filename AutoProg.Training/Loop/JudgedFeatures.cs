using AutoProg.Contracts.Events;
using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>Features and logits of images that come in batches; those of the first ones are kept, for scores that compare images one by one.</summary>
internal sealed class JudgedFeatures(IFeatureExtractor extractor) : IDisposable
{
    // Usual for precision and recall; they take time and memory by the square.
    private const int MostKept = 10_000;

    private readonly List<Tensor> features = [], logits = [];

    /// <summary>Of all images.</summary>
    public FeatureStatistics Statistics { get; } = new(extractor.Width);

    /// <summary>Takes in uint8 (N, C, R, R) and returns their logits (N, classes), in the caller's dispose scope.</summary>
    public Tensor Add(Tensor images)
    {
        var found = extractor.Features(images);                                                          // (N, D)
        var scores = extractor.Logits(found);                                                            // (N, classes)
        if (Statistics.Count < MostKept)
        {
            features.Add(found.cpu().clone().DetachFromDisposeScope());
            logits.Add(scores.cpu().clone().DetachFromDisposeScope());
        }

        Statistics.Add(found);
        return scores;
    }

    /// <summary>Of these images against real ones.</summary>
    public SampleQuality QualityAgainst(JudgedFeatures real)
    {
        using var scope = NewDisposeScope();
        var (drawn, others, classes) = (cat(features), cat(real.features), cat(logits));                 // (M, D), (N, D), (M, classes)
        PrecisionRecall? likeness = Math.Min(drawn.shape[0], others.shape[0]) > PrecisionRecall.UsualNeighbours ? PrecisionRecall.Of(others, drawn) : null;
        return new SampleQuality(
            KernelInceptionDistance.Between(drawn, others),
            InceptionScore.Of(classes, (int)Math.Min(InceptionScore.UsualSplits, classes.shape[0])).Mean,
            likeness?.Precision,
            likeness?.Recall);
    }

    public void Dispose()
    {
        Statistics.Dispose();
        features.ForEach(batch => batch.Dispose());
        logits.ForEach(batch => batch.Dispose());
    }
}
