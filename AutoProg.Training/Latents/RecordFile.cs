using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AutoProg.Training.Latents;

/// <summary>
/// A file of equally long rows of numbers, by index, each with a checksum: a row that was never written, was torn by a kill
/// or is damaged reads as missing. Several runs may share it.
/// </summary>
internal sealed class RecordFile : IDisposable
{
    private const uint Written = 0x3154414C; // "LAT1": rows of another format read as missing.
    private const int Trailer = 2 * sizeof(uint);

    private readonly SafeFileHandle file;
    private readonly byte[] row;

    /// <param name="rows">A file of another length is cut, or filled up by missing rows.</param>
    /// <param name="width">Numbers of a row.</param>
    public RecordFile(string path, long rows, int width)
    {
        row = new byte[width * sizeof(float) + Trailer];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (RandomAccess.GetLength(file) != rows * row.Length)
        {
            RandomAccess.SetLength(file, rows * row.Length);
        }
    }

    private Span<byte> Numbers => row.AsSpan(..^Trailer);

    /// <summary>Reads a row; false where it is missing.</summary>
    public bool TryRead(long index, Span<float> values)
    {
        if (RandomAccess.Read(file, row, index * row.Length) != row.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(row.AsSpan(^Trailer..)) != Written
            || BinaryPrimitives.ReadUInt32LittleEndian(row.AsSpan(^sizeof(uint)..)) != Checksum(index))
        {
            return false;
        }

        Numbers.CopyTo(MemoryMarshal.AsBytes(values));
        return true;
    }

    public void Write(long index, ReadOnlySpan<float> values)
    {
        MemoryMarshal.AsBytes(values).CopyTo(Numbers);
        BinaryPrimitives.WriteUInt32LittleEndian(row.AsSpan(^Trailer..), Written);
        BinaryPrimitives.WriteUInt32LittleEndian(row.AsSpan(^sizeof(uint)..), Checksum(index));
        RandomAccess.Write(file, row, index * row.Length);
    }

    public void Dispose() => file.Dispose();

    // Of the index too, so that a row in another's place is no row.
    private uint Checksum(long index)
    {
        var sum = BitOperations.Crc32C(uint.MaxValue, (ulong)index);
        foreach (var word in MemoryMarshal.Cast<byte, uint>(Numbers))
        {
            sum = BitOperations.Crc32C(sum, word);
        }

        return sum;
    }
}
