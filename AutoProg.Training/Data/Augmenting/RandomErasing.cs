using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>
/// Random erasing (arXiv 1708.04896) with timm's bounds: normal noise, per pixel, replaces one rectangle of some images. The
/// rectangles are a pure function of (seed, step); the noise is of torch's generator, which the loop seeds with every step.
/// </summary>
/// <param name="probability">Per image.</param>
internal sealed class RandomErasing(int seed, double probability)
{
    private const double LeastArea = 0.02; // Of the image.
    private const double MostArea = 1 / 3.0;
    private const double MostAspect = 1 / 0.3; // Height over width, or width over height.
    private const int Attempts = 10;

    /// <summary>Erases in normalised images (N, C, H, W).</summary>
    /// <param name="step">Steps finished before this one.</param>
    public Tensor Apply(Tensor images, int step)
    {
        using var scope = NewDisposeScope();
        var (n, height, width) = ((int)images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        var random = new CounterRandom(seed, RandomPurpose.RandomErasing, step);
        var edges = new long[4 * n];
        for (var image = 0; image < n; image++)
        {
            var box = Draw(ref random, height, width);
            (edges[image], edges[n + image]) = (box.Top, box.Top + box.Height);
            (edges[2 * n + image], edges[3 * n + image]) = (box.Left, box.Left + box.Width);
        }

        var limits = tensor(edges, 4, n, 1, device: images.device).unbind(0);                           // 4 × (N, 1)
        var rows = Between(limits[0], limits[1], height).view(n, 1, height, 1);
        var columns = Between(limits[2], limits[3], width).view(n, 1, 1, width);
        return where(rows.logical_and(columns), randn_like(images), images).MoveToOuterDisposeScope();  // (N, C, H, W)
    }

    // An empty box where the image keeps all its pixels.
    private PixelBox Draw(ref CounterRandom random, int height, int width)
    {
        if (random.Uniform() >= probability)
        {
            return default;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.Between(LeastArea, MostArea) * height * width;
            var aspect = Math.Pow(MostAspect, random.Between(-1, 1));
            var (high, wide) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (high < height && wide < width)
            {
                return new(random.Below(height - high + 1), random.Below(width - wide + 1), high, wide);
            }
        }

        return default;
    }

    private static Tensor Between(Tensor first, Tensor end, int count)                                  // (N, count)
    {
        var places = arange(count, int64, first.device);
        return places.ge(first).logical_and(places.lt(end));
    }
}
