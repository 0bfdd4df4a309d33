using System.Buffers.Binary;
using System.Text;

namespace AutoProg.Training.Native;

/// <summary>A symbol version that a shared library asks of another one.</summary>
/// <param name="Library">Which library must provide it, as <c>libstdc++.so.6</c>.</param>
/// <param name="Index">The number that the symbols carrying this version have in the version table.</param>
/// <param name="FlagsOffset">Where the 16-bit flags lie in the file.</param>
public sealed record VersionNeed(string Library, string Version, ushort Index, ushort Flags, int FlagsOffset);

/// <summary>The symbol versions in a 64-bit little-endian ELF file.</summary>
public sealed class ElfFile
{
    private const uint DynamicSymbols = 11, VersionsDefined = 0x6ffffffd, VersionsNeeded = 0x6ffffffe, SymbolVersions = 0x6fffffff;
    private const int SectionHeaderSize = 64, SymbolSize = 24;

    private readonly byte[] bytes;
    private readonly string name;
    private readonly Section[] sections;

    /// <exception cref="InvalidDataException">It is no such file, or it is cut off.</exception>
    public ElfFile(byte[] bytes, string name)
    {
        (this.bytes, this.name) = (bytes, name);
        if (bytes.Length < 64 || !bytes.AsSpan(0, 7).SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]))
        {
            throw Unexpected("it is not a 64-bit little-endian ELF file");
        }

        if (U16(58) != SectionHeaderSize)
        {
            throw Unexpected($"its section headers have {U16(58)} bytes, not {SectionHeaderSize}");
        }

        var table = Position(U64(40));
        sections = [.. Enumerable.Range(0, U16(60)).Select(i => ReadSection(table + i * SectionHeaderSize))];
    }

    /// <summary>Versions it needs, in file order.</summary>
    public IReadOnlyList<VersionNeed> Needs()
    {
        var needs = new List<VersionNeed>();
        foreach (var section in sections.Where(s => s.Type == VersionsNeeded))
        {
            foreach (var file in Chain(section.Offset, nextAt: 12))
            {
                var library = Text(section, U32(file + 4));
                needs.AddRange(Chain(file + Position(U32(file + 8)), nextAt: 12)
                    .Select(at => new VersionNeed(library, Text(section, U32(at + 8)), U16(at + 6), U16(at + 4), at + 4)));
            }
        }

        return needs;
    }

    /// <summary>Versions it provides.</summary>
    public IReadOnlySet<string> Provides() => sections
        .Where(s => s.Type == VersionsDefined)
        .SelectMany(s => Chain(s.Offset, nextAt: 16).Select(at => Text(s, U32(at + Position(U32(at + 12))))))
        .ToHashSet();

    /// <summary>Names of the dynamic symbols bound to a needed version.</summary>
    public IReadOnlyList<string> SymbolsOf(VersionNeed need)
    {
        var versions = sections.SingleOrDefault(s => s.Type == SymbolVersions) ?? throw Unexpected("it has no table of symbol versions");
        var symbols = sections.SingleOrDefault(s => s.Type == DynamicSymbols) ?? throw Unexpected("it has no dynamic symbols");
        return [.. Enumerable.Range(0, versions.Size / 2)
            .Where(i => (U16(versions.Offset + 2 * i) & 0x7fff) == need.Index)
            .Select(i => Text(symbols, U32(symbols.Offset + SymbolSize * i)))];
    }

    internal InvalidDataException Unexpected(string what) => new($"Cannot read the symbol versions of {name}: {what}.");

    // Entries are linked by byte distances; 0 ends the list.
    private IEnumerable<int> Chain(int first, int nextAt)
    {
        for (var at = first; ; at += Position(U32(at + nextAt)))
        {
            yield return at;
            if (U32(at + nextAt) == 0)
            {
                yield break;
            }
        }
    }

    private Section ReadSection(int at) => new(U32(at + 4), Position(U64(at + 24)), Position(U64(at + 32)), U32(at + 40));

    private string Text(Section section, uint offset)
    {
        if (section.Link >= sections.Length)
        {
            throw Unexpected($"a section links to section {section.Link} of {sections.Length}");
        }

        var strings = sections[section.Link];
        var rest = Slice(strings.Offset, strings.Size)[Math.Min(Position(offset), strings.Size)..];
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.ASCII.GetString(rest[..end]) : throw Unexpected($"the name at {offset} does not end");
    }

    private int Position(ulong value) => value <= (ulong)bytes.Length ? (int)value : throw Unexpected($"the offset {value} lies outside its {bytes.Length} bytes");

    private ReadOnlySpan<byte> Slice(int at, int size) =>
        at >= 0 && size >= 0 && (long)at + size <= bytes.Length ? bytes.AsSpan(at, size) : throw Unexpected($"it ends before byte {(long)at + size}");

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(at, 8));

    private sealed record Section(uint Type, int Offset, int Size, uint Link);
}
