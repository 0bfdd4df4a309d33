using System.Text;

namespace AutoProg.Training.Tests.Storage.PyTorch;

/// <summary>An entry of an archive, with what its headers claim where that is not the truth.</summary>
internal sealed record ZipItem(string Name, byte[] Bytes)
{
    public ushort Flags { get; init; } = 0x0808;

    public ushort Method { get; init; }

    public string? LocalName { get; init; }

    public uint? Length { get; init; }

    public uint? Begin { get; init; }

    /// <summary>Bytes of the 64-bit length, stored length and place, as of a file over 4 GiB; without them all three have 32 bits.</summary>
    public int? LargeBytes { get; init; }
}

/// <summary>Writes a ZIP archive as torch.save does: data aligned to 64 bytes, their length behind them, 64-bit end records.</summary>
internal static class ZipWriter
{
    private const int Alignment = 64;

    public static byte[] Write(IEnumerable<ZipItem> items, bool large = true)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var placed = items.Select(item => (Item: item, Begin: WriteItem(writer, item))).ToArray();
        var directory = file.Position;
        Array.ForEach(placed, pair => WriteHeader(writer, pair.Item, (uint)pair.Begin));
        var length = file.Position - directory;
        if (large)
        {
            WriteLargeEnd(writer, placed.Length, length, directory);
        }

        Write(writer, 0x06054b50u, 0u, (ushort)placed.Length, (ushort)placed.Length, (uint)length, (uint)directory, (ushort)0);
        return file.ToArray();
    }

    private static long WriteItem(BinaryWriter writer, ZipItem item)
    {
        var begin = writer.BaseStream.Position;
        var name = Encoding.UTF8.GetBytes(item.LocalName ?? item.Name);
        var unpadded = begin + 30 + name.Length + 4;
        var padding = (int)((Alignment - unpadded % Alignment) % Alignment);
        Write(writer, 0x04034b50u, (ushort)0, item.Flags, item.Method, 0u, 0u, 0u, 0u, (ushort)name.Length, (ushort)(padding + 4));
        writer.Write(name);
        Write(writer, (ushort)0x4246, (ushort)padding);
        writer.Write(Encoding.ASCII.GetBytes(new string('Z', padding)));
        writer.Write(item.Bytes);
        Write(writer, 0x08074b50u, Crc32(item.Bytes), (uint)item.Bytes.Length, (uint)item.Bytes.Length);
        return begin;
    }

    private static void WriteHeader(BinaryWriter writer, ZipItem item, uint begin)
    {
        var name = Encoding.UTF8.GetBytes(item.Name);
        var (length, place) = (item.Length ?? (uint)item.Bytes.Length, item.Begin ?? begin);
        var extra = item.LargeBytes is { } bytes ? Large(bytes, length, length, place) : [];
        var (shownLength, shownPlace) = item.LargeBytes is null ? (length, place) : (uint.MaxValue, uint.MaxValue);
        Write(writer, 0x02014b50u, 0u, item.Flags, item.Method, 0u, Crc32(item.Bytes), shownLength, shownLength, (ushort)name.Length);
        Write(writer, (ushort)extra.Length, (ushort)0, (ushort)0, (ushort)0, 0u, shownPlace); // No comment, disk 0, no attributes.
        writer.Write(name);
        writer.Write(extra);
    }

    // Another extra field comes first, as archivers may write it.
    private static byte[] Large(int bytes, params long[] values) =>
    [
        0x55, 0x54, 1, 0, 9,
        1, 0, (byte)bytes, 0, .. values.SelectMany(BitConverter.GetBytes).Take(bytes),
    ];

    private static void WriteLargeEnd(BinaryWriter writer, long entries, long length, long directory)
    {
        var begin = writer.BaseStream.Position;
        Write(writer, 0x06064b50u, 44L, (ushort)0, (ushort)45, 0L, entries, entries, length, directory);
        Write(writer, 0x07064b50u, 0u, begin, 1u);
    }

    private static void Write(BinaryWriter writer, params object[] fields)
    {
        foreach (var field in fields)
        {
            switch (field)
            {
                case ushort value: writer.Write(value); break;
                case uint value: writer.Write(value); break;
                case long value: writer.Write(value); break;
                default: throw new ArgumentException($"{field.GetType()} is no field of an archive.");
            }
        }
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
