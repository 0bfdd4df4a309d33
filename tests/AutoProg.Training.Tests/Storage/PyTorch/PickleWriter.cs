using System.Buffers.Binary;
using System.Text;

namespace AutoProg.Training.Tests.Storage.PyTorch;

/// <summary>Writes pickle operations of protocol 2, right ones and wrong ones.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> bytes = [];
    private uint kept;

    public PickleWriter() => Raw(0x80, 2);

    public PickleWriter Raw(params byte[] operations)
    {
        bytes.AddRange(operations);
        return this;
    }

    public PickleWriter Op(string operations) => Raw(Encoding.Latin1.GetBytes(operations));

    public PickleWriter Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleWriter Text(string text) => Raw((byte)'X').UInt32((uint)Encoding.UTF8.GetByteCount(text)).Raw(Encoding.UTF8.GetBytes(text));

    public PickleWriter Fraction(double value)
    {
        var big = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(big, value);
        return Raw((byte)'G').Raw(big);
    }

    /// <summary>The shortest form, as Python's pickler chooses it.</summary>
    public PickleWriter Int(long value)
    {
        switch (value)
        {
            case >= 0 and <= byte.MaxValue: return Raw((byte)'K', (byte)value);
            case >= 0 and <= ushort.MaxValue: return Raw((byte)'M', (byte)value, (byte)(value >> 8));
            case >= int.MinValue and <= int.MaxValue: return Raw((byte)'J').UInt32((uint)(int)value);
            default:
                var little = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(little, value);
                return Raw(0x8a, 8).Raw(little);
        }
    }

    public PickleWriter Ints(params long[] values)
    {
        Op("(");
        foreach (var value in values)
        {
            Int(value);
        }

        return Op("t");
    }

    /// <summary>Keeps the value at the top under the next number, as a pickler does that never looks back.</summary>
    public PickleWriter Keep(out uint place)
    {
        place = kept++;
        return place <= byte.MaxValue ? Raw((byte)'q', (byte)place) : Raw((byte)'r').UInt32(place);
    }

    public PickleWriter Keep() => Keep(out _);

    public PickleWriter Recall(uint place) => place <= byte.MaxValue ? Raw((byte)'h', (byte)place) : Raw((byte)'j').UInt32(place);

    public PickleWriter UInt32(uint value)
    {
        var little = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(little, value);
        return Raw(little);
    }

    public byte[] Stop() => [.. Op(".").bytes];
}
