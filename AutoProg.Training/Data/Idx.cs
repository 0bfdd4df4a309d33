using System.Buffers.Binary;
using System.IO.Compression;

namespace AutoProg.Training.Data;

/// <summary>Reads files of the IDX format (the MNIST family): unsigned bytes under a big-endian header, plain or gzipped.</summary>
public static class Idx
{
    private const int ImageMagic = 0x0803;
    private const int LabelMagic = 0x0801;

    // More pixels than any file of this family holds; a header that claims more is corrupt.
    private const long MostPixels = 1L << 31;

    /// <summary>Count and side in pixels of a file of square images, from its header alone.</summary>
    /// <exception cref="InvalidDatasetException">The file is missing or its header is not that of square IDX images.</exception>
    public static (int Count, int Side) ReadImageHeader(string path) => Read(path, stream => ImageHeader(path, stream));

    /// <summary>The first <paramref name="limit"/> images (0 reads all), row after row, image after image.</summary>
    /// <exception cref="InvalidDatasetException">The file is missing, cut short or no IDX file, or holds too few images.</exception>
    public static (byte[] Pixels, int Count, int Side) ReadImages(string path, int limit = 0) => Read(path, stream =>
    {
        var (count, side) = ImageHeader(path, stream);
        var kept = Kept(path, "images", count, limit);
        return (ReadBytes(path, stream, (long)kept * side * side, isAll: kept == count), kept, side);
    });

    /// <summary>Count of labels, from the header alone.</summary>
    /// <exception cref="InvalidDatasetException">The file is missing or its header is not that of IDX labels.</exception>
    public static int ReadLabelHeader(string path) => Read(path, stream => LabelHeader(path, stream));

    /// <summary>All labels of a file.</summary>
    /// <exception cref="InvalidDatasetException">The file is missing, cut short or no IDX file.</exception>
    public static byte[] ReadLabels(string path) => Read(path, stream => ReadBytes(path, stream, LabelHeader(path, stream), isAll: true));

    private static (int Count, int Side) ImageHeader(string path, Stream stream)
    {
        var (count, rows, columns) = (ReadHeader(path, stream, ImageMagic, "images"), ReadInt(path, stream), ReadInt(path, stream));
        if (rows != columns || rows <= 0 || (long)count * rows * columns > MostPixels)
        {
            throw Invalid(path, $"holds {count} images of {rows} x {columns} pixels; only square images can be trained on");
        }

        return (count, rows);
    }

    private static int LabelHeader(string path, Stream stream) => ReadHeader(path, stream, LabelMagic, "labels");

    private static int ReadHeader(string path, Stream stream, int magic, string what)
    {
        var found = ReadInt(path, stream);
        if (found != magic)
        {
            throw Invalid(path, $"starts with 0x{found:x8}; a file of IDX {what} starts with 0x{magic:x8}");
        }

        return ReadInt(path, stream) is > 0 and var count ? count : throw Invalid(path, $"holds no {what}");
    }

    private static int Kept(string path, string what, int count, int limit) =>
        limit <= count
            ? limit == 0 ? count : limit
            : throw Invalid(path, $"holds {count} {what}, fewer than the {limit} asked for");

    private static int ReadInt(string path, Stream stream)
    {
        Span<byte> bytes = stackalloc byte[4];
        return stream.ReadAtLeast(bytes, 4, throwOnEndOfStream: false) == 4
            ? BinaryPrimitives.ReadInt32BigEndian(bytes)
            : throw Invalid(path, "ends inside its header");
    }

    private static byte[] ReadBytes(string path, Stream stream, long length, bool isAll)
    {
        // Bounded by what really comes, so that a corrupt header cannot ask for memory that no data fills.
        using var content = new MemoryStream((int)Math.Min(length, 64 << 20));
        var chunk = new byte[1 << 16];
        while (content.Length < length)
        {
            var read = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, length - content.Length));
            if (read == 0)
            {
                throw Invalid(path, $"is cut short: its header promises {length:N0} bytes of data, {content.Length:N0} are there");
            }

            content.Write(chunk, 0, read);
        }

        if (isAll && stream.ReadByte() >= 0)
        {
            throw Invalid(path, $"goes on after the {length:N0} bytes that its header promises");
        }

        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }

    private static T Read<T>(string path, Func<Stream, T> read)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            return read(stream);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InvalidDatasetException($"{path} cannot be read: {error.Message}", error);
        }
    }

    private static InvalidDatasetException Invalid(string path, string reason) =>
        new($"{path} {reason}. Replace the file, or name another folder in data.path.");
}
