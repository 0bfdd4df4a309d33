using System.Buffers.Binary;
using System.Text;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>One entry of a ZIP directory: stored, not compressed and not encrypted.</summary>
/// <param name="Name">Checked: a relative path of plain segments.</param>
/// <param name="LocalBegin">Where its local header lies.</param>
/// <param name="Flags">General-purpose flags.</param>
internal sealed record ZipHeader(string Name, long LocalBegin, long Length, ushort Flags)
{
    private const int Size = 46;
    private const int LocalSize = 30;
    private const int LongestName = 512;
    private const uint Signature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const ushort Stored = 0;
    private const ushort LargeExtra = 1;

    // A length behind the data (bit 3) and UTF-8 names (bit 11): what torch.save sets.
    private const ushort AllowedFlags = 0x0808;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Takes the next entry off a directory.</summary>
    public static ZipHeader Take(ref ReadOnlySpan<byte> directory)
    {
        if (directory.Length < Size || U32(directory, 0) != Signature)
        {
            throw Broken();
        }

        int name = U16(directory, 28), extra = U16(directory, 30), comment = U16(directory, 32);
        if (directory.Length < Size + name + extra + comment)
        {
            throw Broken();
        }

        var header = Parse(directory, NameOf(directory.Slice(Size, name)), directory.Slice(Size + name, extra));
        directory = directory[(Size + name + extra + comment)..];
        return header;
    }

    /// <summary>Where the data begin, after the local header, which must say the same as the directory.</summary>
    public long DataBegin(Stream file)
    {
        var local = file.ReadAt(LocalBegin, LocalSize);
        var name = file.ReadAt(LocalBegin + LocalSize, U16(local, 26));
        return U32(local, 0) == LocalSignature && U16(local, 6) == Flags && U16(local, 8) == Stored && name.AsSpan().SequenceEqual(Utf8.GetBytes(Name))
            ? LocalBegin + LocalSize + name.Length + U16(local, 28)
            : throw new InvalidWeightsException($"the header of the entry {Quoted.Of(Name)} contradicts the directory");
    }

    private static ZipHeader Parse(ReadOnlySpan<byte> header, string name, ReadOnlySpan<byte> extra)
    {
        var flags = U16(header, 8);
        if ((flags & ~AllowedFlags) != 0 || U16(header, 34) != 0)
        {
            throw new InvalidWeightsException($"the entry {Quoted.Of(name)} is encrypted or uses other features that torch.save does not (flags 0x{flags:x4})");
        }

        var large = LargeFields(extra);
        var length = Field(U32(header, 24), ref large);
        var stored = Field(U32(header, 20), ref large);
        var begin = Field(U32(header, 42), ref large);
        if (U16(header, 10) != Stored || stored != length)
        {
            throw new InvalidWeightsException($"the entry {Quoted.Of(name)} is compressed (method {U16(header, 10)}, {stored} bytes of {length}); torch.save stores its entries as they are");
        }

        return new ZipHeader(name, begin, length, flags);
    }

    // The 64-bit values, in the order of the fields that hold only ones.
    private static ReadOnlySpan<byte> LargeFields(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = U16(extra, 2);
            if (length > extra.Length - 4)
            {
                throw Broken();
            }

            if (U16(extra, 0) == LargeExtra)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    private static long Field(uint small, ref ReadOnlySpan<byte> large)
    {
        if (small != uint.MaxValue)
        {
            return small;
        }

        var value = large.Length < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(large);
        if (value < 0)
        {
            throw Broken();
        }

        large = large[sizeof(long)..];
        return value;
    }

    private static string NameOf(ReadOnlySpan<byte> bytes)
    {
        var name = Decode(bytes);
        var plain = bytes.Length is > 0 and <= LongestName && Quoted.IsPlain(name) && name.IndexOfAny(['\\', ':']) < 0
            && name.Split('/') is { Length: > 1 } segments && segments.All(segment => segment is not ("" or "." or ".."));
        return plain ? name : throw new InvalidWeightsException($"the entry name {Quoted.Of(name)} is no plain path below a folder");
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException wrong)
        {
            throw new InvalidWeightsException("an entry name is no valid UTF-8", wrong);
        }
    }

    private static InvalidWeightsException Broken() => new("the directory of the ZIP archive is broken");

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
