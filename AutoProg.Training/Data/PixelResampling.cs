namespace AutoProg.Training.Data;

/// <summary>
/// Resizes RGB images to the bytes that Pillow gives: both axes one after the other, each rounded to bytes, weights in fixed point.
/// libvips rounds, and treats borders, in another way.
/// </summary>
internal static class PixelResampling
{
    private const int FractionBits = 22;

    /// <summary>The image at another size, columns first; a side that stays is not touched.</summary>
    public static RgbImage Resize(this RgbImage image, int width, int height, PixelFilter filter)
    {
        var rows = Along(image.Pixels, image.Width, width, RgbImage.Channels, filter);
        return new RgbImage(width, height, Along(rows, image.Height, height, width * RgbImage.Channels, filter));
    }

    /// <summary>(N, from, stride) to (N, to, stride).</summary>
    private static byte[] Along(byte[] pixels, int from, int to, int stride, PixelFilter filter)
    {
        if (from == to)
        {
            return pixels;
        }

        var n = pixels.Length / (from * stride);
        var resized = new byte[n * to * stride];
        var sums = new int[stride];
        for (var place = 0; place < to; place++)
        {
            var (first, weights) = Weights(place, from, to, filter);
            for (var item = 0; item < n; item++)
            {
                Array.Fill(sums, 1 << (FractionBits - 1)); // Half of a byte's step: shifting rounds down.
                for (var k = 0; k < weights.Length; k++)
                {
                    Accumulate(sums, pixels.AsSpan((item * from + first + k) * stride, stride), weights[k]);
                }

                Round(sums, resized.AsSpan((item * to + place) * stride, stride));
            }
        }

        return resized;
    }

    // Those pixels whose centres the filter reaches, from the first on; the weights of a border's fewer pixels sum to 1, too.
    private static (int First, int[] Weights) Weights(int place, int from, int to, PixelFilter filter)
    {
        var scale = (double)from / to;
        var shrink = Math.Max(scale, 1);
        var centre = (place + 0.5) * scale;
        var first = Math.Max(0, (int)(centre - filter.Reach * shrink + 0.5));
        var end = Math.Min(from, (int)(centre + filter.Reach * shrink + 0.5));
        var weights = Enumerable.Range(first, end - first).Select(pixel => filter.Weight((pixel - centre + 0.5) / shrink)).ToArray();
        var sum = weights.Sum();
        return (first, Array.ConvertAll(weights, weight => (int)Math.Round(weight / sum * (1 << FractionBits), MidpointRounding.AwayFromZero)));
    }

    private static void Accumulate(int[] sums, ReadOnlySpan<byte> pixels, int weight)
    {
        for (var k = 0; k < pixels.Length; k++)
        {
            sums[k] += pixels[k] * weight;
        }
    }

    private static void Round(int[] sums, Span<byte> pixels)
    {
        for (var k = 0; k < pixels.Length; k++)
        {
            pixels[k] = (byte)Math.Clamp(sums[k] >> FractionBits, 0, byte.MaxValue);
        }
    }
}
