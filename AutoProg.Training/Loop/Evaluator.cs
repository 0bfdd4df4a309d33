using AutoProg.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>What a classifier scores on a split. Fractions are 0 to 1; the loss is the mean cross-entropy on hard labels.</summary>
public readonly record struct ClassificationScores(double Top1, double Top5, double Loss);

/// <summary>Measures a network on a fixed split, without gradients and with drop path off.</summary>
public sealed class Evaluator(IImageSplit split, Augmentation preparation, Device device, int batchSize = 250)
{
    /// <summary>Scores the first <paramref name="images"/> images (0 takes all) at a resolution in pixels.</summary>
    /// <param name="beforeBatch">Called before every batch: a sign of life, or the place to give up.</param>
    public ClassificationScores Measure(nn.Module<Tensor, Tensor> network, int resolution, Action beforeBatch, int images = 0) =>
        Measure(network, resolution, beforeBatch, EpochSampler.InOrder(images == 0 ? split.Count : Math.Min(images, split.Count), batchSize));

    /// <summary>Scores the images of some batches of indices.</summary>
    public ClassificationScores Measure(nn.Module<Tensor, Tensor> network, int resolution, Action beforeBatch, IEnumerable<long[]> batches)
    {
        using var noGradient = no_grad();
        network.eval();
        var count = 0L;
        double top1 = 0, top5 = 0, loss = 0;
        foreach (var batch in split.Stream(batches, resolution))
        {
            using (batch)
            {
                beforeBatch();
                using var scope = NewDisposeScope();
                var logits = network.call(preparation.Evaluate(batch.Images.to(device), resolution));      // (N, classes)
                var labels = batch.Labels.to(device);
                count += labels.shape[0];
                loss += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
                var hits = logits.topk(Math.Min(5, (int)logits.shape[1])).indexes.eq(labels.unsqueeze(1)); // (N, 5)
                top1 += hits.select(1, 0).sum().item<long>();
                top5 += hits.sum().item<long>();
            }
        }

        network.train();
        return new ClassificationScores(top1 / count, top5 / count, loss / count);
    }
}
