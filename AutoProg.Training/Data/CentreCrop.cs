namespace AutoProg.Training.Data;

/// <summary>The square centre of an image, prepared as ADM (arXiv 2105.05233), and DiT after it, prepare their training images.</summary>
internal static class CentreCrop
{
    /// <summary>The whole of it: (side, side) RGB.</summary>
    public static RgbImage Of(RgbImage image, int side) => image.Halved(side).Fitted(side).Cut(side);

    /// <summary>Halved by averaging as long as the shorter side keeps at least <paramref name="side"/> pixels; odd sizes are rounded down.</summary>
    public static RgbImage Halved(this RgbImage image, int side) => image.ShorterSide < 2 * side
        ? image
        : image.Resize(image.Width / 2, image.Height / 2, PixelFilter.Box).Halved(side);

    /// <summary>Resized so that the shorter side has <paramref name="side"/> pixels.</summary>
    public static RgbImage Fitted(this RgbImage image, int side)
    {
        var scale = (double)side / image.ShorterSide;
        return image.Resize((int)Math.Round(image.Width * scale), (int)Math.Round(image.Height * scale), PixelFilter.Bicubic);
    }

    private static RgbImage Cut(this RgbImage image, int side)
    {
        var (left, top) = ((image.Width - side) / 2, (image.Height - side) / 2);
        var pixels = new byte[side * side * RgbImage.Channels];
        for (var row = 0; row < side; row++)
        {
            var begin = ((top + row) * image.Width + left) * RgbImage.Channels;
            image.Pixels.AsSpan(begin, side * RgbImage.Channels).CopyTo(pixels.AsSpan(row * side * RgbImage.Channels));
        }

        return new RgbImage(side, side, pixels);
    }
}
