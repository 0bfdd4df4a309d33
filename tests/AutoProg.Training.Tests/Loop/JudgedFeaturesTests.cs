using AutoProg.Training.Loop;
using AutoProg.Training.Metrics;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

public sealed class JudgedFeaturesTests
{
    [Fact]
    public void Images_in_batches_score_as_all_of_them_at_once()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        using var extractor = new Rows();
        var (real, drawn) = (randint(0, 200, [60, 1, 2, 2], uint8), randint(50, 255, [40, 1, 2, 2], uint8));
        using var one = new JudgedFeatures(extractor);
        using var other = new JudgedFeatures(extractor);
        foreach (var part in real.split(25))
        {
            one.Add(part);
        }

        foreach (var part in drawn.split(15))
        {
            other.Add(part);
        }

        var quality = other.QualityAgainst(one);

        var (x, y) = (extractor.Features(real), extractor.Features(drawn));
        Assert.Equal(ByPairs(y, x), quality.Kid, 1e-9 * Math.Abs(quality.Kid));
        Assert.Equal(InceptionScore.Of(extractor.Logits(y)).Mean, quality.InceptionScore, 1e-9);
        Assert.Equal((PrecisionRecall.Of(x, y).Precision, PrecisionRecall.Of(x, y).Recall), (quality.Precision!.Value, quality.Recall!.Value));
        Assert.NotEqual(quality.Precision, quality.Recall);
    }

    [Fact]
    public void A_handful_of_images_has_no_precision()
    {
        using var scope = NewDisposeScope();
        using var extractor = new Rows();
        using var real = new JudgedFeatures(extractor);
        using var drawn = new JudgedFeatures(extractor);
        real.Add(ones([20, 1, 2, 2], uint8));
        drawn.Add(ones([3, 1, 2, 2], uint8));

        var quality = drawn.QualityAgainst(real);

        Assert.Equal((null, null), (quality.Precision, quality.Recall));
        Assert.Equal(0, quality.Kid, 1e-9);
        Assert.Equal(1, quality.InceptionScore, 1e-9);
    }

    // The unbiased estimate, pair by pair.
    private static double ByPairs(Tensor drawn, Tensor real)
    {
        var (a, b) = (Of(drawn), Of(real));
        double Kernel(double[] x, double[] y) => Math.Pow(x.Zip(y, (u, v) => u * v).Sum() / x.Length + 1, 3);
        double Others(double[][] set) => set.Index().Sum(one => set.Index().Where(two => two.Index != one.Index).Sum(two => Kernel(one.Item, two.Item))) / (set.Length * (set.Length - 1.0));
        return Others(a) + Others(b) - 2 * a.Sum(x => b.Sum(y => Kernel(x, y))) / (a.Length * (double)b.Length);

        static double[][] Of(Tensor rows) => [.. rows.to(float64).contiguous().data<double>().ToArray().Chunk((int)rows.shape[1])];
    }

    // The pixels themselves, classes by the first three of them.
    private sealed class Rows : IFeatureExtractor
    {
        public string Name => "pixels";

        public bool KnowsTheClasses => false;

        public int Width => 4;

        public Tensor Features(Tensor images) => images.to(float32).flatten(1) / 100;

        public Tensor Logits(Tensor features) => features.narrow(1, 0, 3);

        public void Dispose()
        {
        }
    }
}
