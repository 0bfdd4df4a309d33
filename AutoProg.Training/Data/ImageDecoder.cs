using NetVips;

namespace AutoProg.Training.Data;

/// <summary>Decodes JPEG, PNG and WebP into RGB pixels, whole or as squares that shrink while loading.</summary>
internal static class ImageDecoder
{
    private const int MostMegapixels = 100, ExaminedSide = 8;
    private static readonly string[] Loaders = ["jpegload", "pngload", "webpload"];

    static ImageDecoder()
    {
        // Images are decoded side by side, so each takes one thread; no image comes twice soon enough to be cached.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
    }

    /// <summary>Fills <paramref name="pixels"/> with side x side RGB pixels, row after row: the centre of the image.</summary>
    /// <exception cref="InvalidDatasetException">The file is no such image, is cut short, or is larger than 100 megapixels.</exception>
    public static void Decode(string path, int side, Span<byte> pixels)
    {
        try
        {
            CheckHeader(path);
            using var square = Image.Thumbnail(path, side, height: side, size: Enums.Size.Both, crop: Enums.Interesting.Centre, failOn: Enums.FailOn.Truncated);
            Rgb(square).CopyTo(pixels);
        }
        catch (VipsException error)
        {
            throw Undecodable(path, error);
        }
    }

    /// <summary>Decodes the whole image to see that it can be, and returns its size in pixels.</summary>
    /// <exception cref="InvalidDatasetException">The file is no such image, is cut short, or is larger than 100 megapixels.</exception>
    public static (int Width, int Height) Examine(string path)
    {
        try
        {
            var size = CheckHeader(path);
            using var small = Image.Thumbnail(path, ExaminedSide, failOn: Enums.FailOn.Truncated);
            small.WriteToMemory<byte>();
            return size;
        }
        catch (VipsException error)
        {
            throw Undecodable(path, error);
        }
    }

    /// <summary>Pixels as a PNG file.</summary>
    /// <param name="bands">1 for grey, 3 for RGB.</param>
    public static byte[] Png(byte[] pixels, int side, int bands)
    {
        using var image = Image.NewFromMemory(pixels, side, side, bands, Enums.BandFormat.Uchar);
        using var tagged = image.Copy(interpretation: bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        return tagged.PngsaveBuffer();
    }

    /// <summary>The whole image at its own size, upright.</summary>
    /// <exception cref="InvalidDatasetException">The file is no such image, is cut short, or is larger than 100 megapixels.</exception>
    public static RgbImage DecodeWhole(string path)
    {
        try
        {
            CheckHeader(path);
            using var stored = Image.NewFromFile(path, failOn: Enums.FailOn.Truncated);
            using var upright = stored.Autorot();
            return new RgbImage(upright.Width, upright.Height, Rgb(upright));
        }
        catch (VipsException error)
        {
            throw Undecodable(path, error);
        }
    }

    /// <summary>Decodes many files at once into one array: (files, side, side, RGB).</summary>
    /// <exception cref="InvalidDatasetException">One of them cannot be decoded.</exception>
    public static byte[] DecodeAll(IReadOnlyList<string> paths, int side, CancellationToken token)
    {
        var each = side * side * 3;
        var pixels = new byte[(long)paths.Count * each];
        try
        {
            Parallel.For(0, paths.Count, new ParallelOptions { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount },
                k => Decode(paths[k], side, pixels.AsSpan(k * each, each)));
        }
        catch (AggregateException errors) when (errors.InnerExceptions.OfType<InvalidDatasetException>().FirstOrDefault() is { } invalid)
        {
            throw new InvalidDatasetException(invalid.Message, invalid);
        }

        return pixels;
    }

    private static byte[] Rgb(Image image)
    {
        using var opaque = image.HasAlpha() ? image.Flatten() : image.Copy();
        using var colour = opaque.Colourspace(Enums.Interpretation.Srgb);
        using var bytes = colour.Cast(Enums.BandFormat.Uchar);
        return bytes.WriteToMemory<byte>();
    }

    private static InvalidDatasetException Undecodable(string path, VipsException error) =>
        new($"{path} cannot be decoded: {error.Message.Trim().ReplaceLineEndings("; ")}. Replace or remove the file.", error);

    private static (int Width, int Height) CheckHeader(string path)
    {
        using var header = Image.NewFromFile(path, access: Enums.Access.Sequential);
        // The content decides the loader, not the name: other formats (SVG, PDF) are not for data sets.
        if (header.Get("vips-loader") is not string loader || !Loaders.Contains(loader))
        {
            throw new InvalidDatasetException($"{path} is no JPEG, PNG or WebP image, whatever its name says. Replace or remove the file.");
        }

        if ((long)header.Width * header.Height > MostMegapixels * 1_000_000L)
        {
            throw new InvalidDatasetException($"{path} has {header.Width} x {header.Height} pixels; the limit is {MostMegapixels} megapixels. Shrink or remove the file.");
        }

        return (header.Width, header.Height);
    }
}
