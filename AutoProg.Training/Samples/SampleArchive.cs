using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AutoProg.Runs;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Samples;

/// <summary>Images as the usual tools that compute FID read them: a NumPy archive <c>.npz</c> whose array <c>arr_0</c> is uint8 (N, H, W, C).</summary>
public static class SampleArchive
{
    private const int Alignment = 64;

    /// <summary>Writes images batch by batch, uncompressed; equal images give equal bytes.</summary>
    /// <param name="count">Images of all batches together.</param>
    /// <param name="batches">uint8 (N, C, H, W) of one size, on any device; each is disposed when it is written.</param>
    /// <exception cref="ArgumentException">The batches hold another number of images, or images of different sizes; there is no file then.</exception>
    public static void Write(string path, long count, IEnumerable<Tensor> batches) => WholeFile.Write(path, stream =>
    {
        Require(count > 0, "there are none");
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var entry = archive.CreateEntry("arr_0.npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // The first that an archive can name.
        using var array = entry.Open();
        WriteArray(array, count, batches);
    });

    private static void WriteArray(Stream array, long count, IEnumerable<Tensor> batches)
    {
        long[]? size = null;
        var written = 0L;
        foreach (var batch in batches)
        {
            using var done = batch;
            using var scope = NewDisposeScope();
            var rows = batch.permute(0, 2, 3, 1).contiguous().cpu();                                       // (N, H, W, C)
            long[] ofBatch = [rows.shape[1], rows.shape[2], rows.shape[3]];
            if (size is null)
            {
                size = ofBatch;
                array.Write(Header([count, .. size]));
            }

            Require(size.SequenceEqual(ofBatch), $"images of {string.Join('x', ofBatch)} follow ones of {string.Join('x', size)}");
            rows.WriteBytesToStream(array, SafetensorsFile.BufferFor(rows));
            written += rows.shape[0];
        }

        Require(written == count, $"the batches hold {written} images, not {count}");
    }

    // Version 1.0 of the format; spaces align the data.
    private static byte[] Header(long[] shape)
    {
        var description = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}";
        var start = new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0 };
        var length = (start.Length + description.Length + Alignment) / Alignment * Alignment - start.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(start.Length - sizeof(ushort)), (ushort)length);
        return [.. start, .. Encoding.ASCII.GetBytes(description.PadRight(length - 1) + '\n')];
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException($"The array of images cannot be written: {problem}.");
        }
    }
}
