using System.Buffers.Binary;
using System.Text;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>Reads numbers and text off a pickle, never beyond its end.</summary>
internal sealed class PickleBytes(ReadOnlyMemory<byte> bytes)
{
    private const int LongestName = 256;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private int at;

    public int Rest => bytes.Length - at;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ReadOnlySpan<byte> Take(long length)
    {
        if (length > Rest)
        {
            throw new InvalidWeightsException($"data.pkl ends in the middle: {length} bytes are asked for at {at}, and {Rest} are left");
        }

        var taken = bytes.Span.Slice(at, (int)length);
        at += taken.Length;
        return taken;
    }

    /// <summary>Text of a length in bytes that stands before it.</summary>
    public string Text() => Decode(Take(UInt32()));

    /// <summary>Text up to the end of a line.</summary>
    public string Line()
    {
        var end = bytes.Span.Slice(at, Math.Min(Rest, LongestName)).IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new InvalidWeightsException($"a name in data.pkl has no end within {LongestName} bytes");
        }

        return Decode(Take(end + 1)[..^1]);
    }

    /// <summary>A little-endian two's complement of up to 8 bytes, or null for a longer one.</summary>
    public long? Integer(int length)
    {
        var little = Take(length);
        if (length > sizeof(long))
        {
            return null;
        }

        Span<byte> whole = stackalloc byte[sizeof(long)];
        whole.Fill(length > 0 && (little[^1] & 0x80) != 0 ? byte.MaxValue : (byte)0);
        little.CopyTo(whole);
        return BinaryPrimitives.ReadInt64LittleEndian(whole);
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return Utf8.GetString(text);
        }
        catch (DecoderFallbackException wrong)
        {
            throw new InvalidWeightsException("a text in data.pkl is no valid UTF-8", wrong);
        }
    }
}
