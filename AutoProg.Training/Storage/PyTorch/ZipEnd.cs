using System.Buffers.Binary;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>The end record of a ZIP archive: how many entries it has, and where their directory lies.</summary>
internal sealed record ZipEnd(long Entries, long DirectoryBegin, long DirectoryLength)
{
    private const int Size = 22;
    private const int LocatorSize = 20;
    private const int LargeSize = 56;
    private const uint Signature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint LargeSignature = 0x06064b50;

    /// <summary>Finds it at the very end: a comment behind it could hide a second one.</summary>
    /// <exception cref="InvalidWeightsException">There is none, or its numbers contradict each other or the file.</exception>
    public static ZipEnd Read(Stream file)
    {
        if (file.Length < Size)
        {
            throw new InvalidWeightsException($"it has {file.Length} bytes, too few for a ZIP archive");
        }

        var begin = file.Length - Size;
        var record = file.ReadAt(begin, Size);
        if (U32(record, 0) != Signature || U16(record, 20) != 0)
        {
            throw new InvalidWeightsException("it does not end as a ZIP archive without comment: it was cut off, or something was appended");
        }

        if (U32(record, 4) != 0 || U16(record, 8) != U16(record, 10))
        {
            throw new InvalidWeightsException("it is one part of a ZIP archive in several");
        }

        var small = new ZipEnd(U16(record, 10), U32(record, 16), U32(record, 12));
        var (exact, first) = ReadLarge(file, begin) ?? (small, begin);
        if (exact.Saturated() != small)
        {
            throw new InvalidWeightsException("its two end records contradict each other");
        }

        return exact.Checked(first);
    }

    private static (ZipEnd End, long Begin)? ReadLarge(Stream file, long smallBegin)
    {
        var locatorBegin = smallBegin - LocatorSize;
        if (locatorBegin < LargeSize || U32(file.ReadAt(locatorBegin, LocatorSize), 0) != LocatorSignature)
        {
            return null;
        }

        var locator = file.ReadAt(locatorBegin, LocatorSize);
        var begin = locatorBegin - LargeSize;
        var record = file.ReadAt(begin, LargeSize);
        if (I64(locator, 8) != begin || U32(record, 0) != LargeSignature || I64(record, 4) != LargeSize - 12
            || U32(locator, 4) != 0 || U32(locator, 16) != 1 || I64(record, 16) != 0 || I64(record, 24) != I64(record, 32))
        {
            throw new InvalidWeightsException("the 64-bit end record of the ZIP archive is broken");
        }

        return (new ZipEnd(I64(record, 32), I64(record, 48), I64(record, 40)), begin);
    }

    // What the 16 and 32 bits of the small record say of the large one.
    private ZipEnd Saturated() => new(
        Math.Min(Entries, ushort.MaxValue), Math.Min(DirectoryBegin, uint.MaxValue), Math.Min(DirectoryLength, uint.MaxValue));

    private ZipEnd Checked(long recordBegin)
    {
        if (Entries is < 1 or > StoredZip.MaxEntries || DirectoryLength is < 1 or > StoredZip.MaxDirectory)
        {
            throw new InvalidWeightsException(
                $"its directory claims {Entries} entries in {DirectoryLength} bytes; allowed are 1 to {StoredZip.MaxEntries} in at most {StoredZip.MaxDirectory}");
        }

        return DirectoryBegin >= 0 && DirectoryBegin == recordBegin - DirectoryLength
            ? this
            : throw new InvalidWeightsException("its directory does not lie right before its end record");
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
