using System.Buffers.Binary;
using System.IO.Compression;
using NetVips;

namespace AutoProg.Training.Tests.Data;

/// <summary>Writes small data sets.</summary>
internal static class SampleSets
{
    public const string TrainImages = "train-images-idx3-ubyte";
    public const string TrainLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte";
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>An IDX set of 4 x 4 images whose pixels are all the image's index; labels count up modulo the classes.</summary>
    public static string WriteIdx(string folder, int train = 6, int test = 4, int classes = 2)
    {
        Directory.CreateDirectory(folder);
        WriteImages(Path.Combine(folder, TrainImages), train);
        WriteLabels(Path.Combine(folder, TrainLabels), Labels(train, classes));
        WriteImages(Path.Combine(folder, TestImages), test);
        WriteLabels(Path.Combine(folder, TestLabels), Labels(test, classes));
        return folder;
    }

    public static void WriteImages(string path, int count, int rows = 4, int columns = 4) =>
        Write(path, [0x0803, count, rows, columns], [.. Enumerable.Range(0, count).SelectMany(image => Enumerable.Repeat((byte)image, rows * columns))]);

    public static void WriteLabels(string path, params byte[] labels) => Write(path, [0x0801, labels.Length], labels);

    public static void Write(string path, int[] header, byte[] data)
    {
        var bytes = new byte[header.Length * 4 + data.Length];
        for (var k = 0; k < header.Length; k++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(k * 4), header[k]);
        }

        data.CopyTo(bytes, header.Length * 4);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Replaces a file by its gzipped form and returns the new path.</summary>
    public static string Gzip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        using var packed = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Optimal);
        packed.Write(bytes);
        return path + ".gz";
    }

    /// <summary>A plain-coloured image; the extension decides the format.</summary>
    public static string WriteImage(string path, byte red, byte green, byte blue, int width = 40, int height = 30)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var black = Image.Black(width, height, bands: 3);
        using var shifted = black + new double[] { red, green, blue };
        using var coloured = shifted.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        coloured.WriteToFile(path);
        return path;
    }

    private static byte[] Labels(int count, int classes) => [.. Enumerable.Range(0, count).Select(image => (byte)(image % classes))];
}
