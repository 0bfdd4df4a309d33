using static TorchSharp.torch;

namespace AutoProg.Training.Data;

/// <summary>Multinomial logistic regression on pixels: the line that a network on the same images has to beat.</summary>
public static class SoftmaxRegression
{
    // Chosen on training images that were held out (of Fashion-MNIST and MNIST), never on test images.
    private const double PenaltyTimesImages = 50;
    private const double DeviationFloor = 0.5;
    private const int Iterations = 75;
    private const int FolderResolution = 32;
    private const int BatchSize = 512;

    /// <summary>
    /// Fits on all training images and returns the fraction of test images it classifies rightly, 0 to 1. Deterministic
    /// for one CPU build and thread count. Image folders are resized to 32 px; all pixels are held as float32 on the CPU.
    /// </summary>
    /// <param name="beat">Called before every batch of images and every step of the fit: a sign of life.</param>
    /// <exception cref="InvalidDatasetException">A file cannot be decoded.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was cancelled.</exception>
    public static double TopOne(ImageDataset data, Action? beat = null, CancellationToken token = default)
    {
        Action alive = () =>
        {
            token.ThrowIfCancellationRequested();
            beat?.Invoke();
        };
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var (train, test) = (Pixels(data.Train, alive), Pixels(data.Test, alive));               // (N, F)
        var (mean, std) = (train.mean([0L]), train.std(0, unbiased: false));                     // (F)
        std.add_(std.square().mean().sqrt_().mul_(DeviationFloor).clamp_min_(1e-6)); // Pixels that hardly ever differ are not blown up.
        var weights = Fit(WithOnes(train.sub_(mean).div_(std)), data.Train.Labels, data.Classes.Count, alive);
        var scores = WithOnes(test.sub_(mean).div_(std)).mm(weights.t());                        // (N, K)
        return scores.argmax(1).eq(data.Test.Labels).sum().item<long>() / (double)data.Test.Count;
    }

    private static Tensor Fit(Tensor features, Tensor labels, int classes, Action alive)
    {
        var (n, width) = (features.shape[0], features.shape[1]);
        var targets = nn.functional.one_hot(labels, classes).to(float32);                        // (N, K)
        var penalty = PenaltyTimesImages / n;
        return Lbfgs.Minimise(Objective, zeros(classes, width), Iterations);                     // (K, F + 1)

        (double, Tensor) Objective(Tensor weights)
        {
            alive();
            using var scope = NewDisposeScope();
            var logLikelihood = nn.functional.log_softmax(features.mm(weights.t()), 1);          // (N, K)
            var loss = -logLikelihood.mul(targets).sum().item<float>() / n + penalty / 2 * weights.square().sum().item<float>();
            var gradient = logLikelihood.exp_().sub_(targets).t().mm(features).div_(n).add_(weights, alpha: penalty);
            return (loss, gradient.MoveToOuterDisposeScope());
        }
    }

    private static Tensor WithOnes(Tensor features) => cat([features, ones(features.shape[0], 1)], 1);

    private static Tensor Pixels(IImageSplit split, Action alive)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var batch in split.Stream(EpochSampler.InOrder(split.Count, BatchSize), FolderResolution))
        {
            using (batch)
            {
                alive();
                parts.Add(batch.Images.flatten(1).to(float32));
            }
        }

        return cat(parts).MoveToOuterDisposeScope();
    }
}
