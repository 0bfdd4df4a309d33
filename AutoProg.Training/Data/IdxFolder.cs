namespace AutoProg.Training.Data;

/// <summary>A folder with the four official files of an MNIST-like set, each plain or gzipped.</summary>
/// <param name="Path">The folder.</param>
public sealed record IdxFolder(string Path)
{
    private static readonly string[] Names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    public IdxFiles Train => new(Find(Names[0]), Find(Names[1]));
    public IdxFiles Test => new(Find(Names[2]), Find(Names[3]));

    /// <summary>Whether any of the four files lies there; a set with only some of them is broken, not absent.</summary>
    public static bool IsAt(string path) => Names.Any(name => Existing(path, name) is not null);

    private string Find(string name) => Existing(Path, name)
        ?? throw new InvalidDatasetException($"{System.IO.Path.Combine(Path, name)} (or the same with .gz) is missing. An IDX set has the four files {string.Join(", ", Names)}.");

    private static string? Existing(string path, string name) =>
        new[] { name + ".gz", name }.Select(file => System.IO.Path.Combine(path, file)).FirstOrDefault(File.Exists);
}

/// <summary>The image file and the label file of one split.</summary>
public sealed record IdxFiles(string Images, string Labels)
{
    /// <summary>Count and side in pixels, from the headers alone.</summary>
    /// <exception cref="InvalidDatasetException">A header is broken or the two counts differ.</exception>
    public (int Count, int Side) ReadHeader()
    {
        var header = Idx.ReadImageHeader(Images);
        var labels = Idx.ReadLabelHeader(Labels);
        return labels == header.Count
            ? header
            : throw new InvalidDatasetException($"{Images} holds {header.Count} images but {Labels} {labels} labels. They belong to different sets; replace one of them.");
    }

    /// <summary>The first <paramref name="limit"/> images (0 reads all) and the labels of all.</summary>
    /// <param name="limit">0 reads all.</param>
    /// <param name="field">The field that asked for <paramref name="limit"/>.</param>
    public IdxImages Read(int limit, string field)
    {
        var (count, _) = ReadHeader();
        if (limit > count)
        {
            throw new InvalidDatasetException($"{field} is {limit}, but {Images} holds {count} images. Use 0 (all) to {count}.");
        }

        var (pixels, kept, side) = Idx.ReadImages(Images, limit);
        return new IdxImages(pixels, Idx.ReadLabels(Labels), kept, side);
    }

    /// <exception cref="InvalidDatasetException">A label is <paramref name="classes"/> or more.</exception>
    public void CheckLabels(ReadOnlySpan<byte> labels, int classes)
    {
        if (labels.IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1)) is >= 0 and var image)
        {
            throw new InvalidDatasetException($"{Labels} gives image {image} the label {labels[image]}; the {classes} classes go from 0 to {classes - 1}. Replace the file.");
        }
    }
}

/// <summary>Square grey images, row after row, and the labels of the whole file.</summary>
public sealed record IdxImages(byte[] Pixels, byte[] AllLabels, int Count, int Side);
