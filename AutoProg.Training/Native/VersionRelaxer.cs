using System.Buffers.Binary;

namespace AutoProg.Training.Native;

/// <summary>Makes a needed symbol version optional, so that the library loads where nothing provides it.</summary>
public static class VersionRelaxer
{
    /// <summary>Required by libLibTorchSharp.so although it calls nothing of it: a start-up marker of newer compilers.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const string HarmlessSymbol = "_ZSt21ios_base_library_initv";
    private const ushort Weak = 2;

    /// <summary>A copy in which <see cref="Version"/> is weak; equal to the original where it already was.</summary>
    /// <exception cref="InvalidDataException">The layout is not the expected one, or something is used of that version.</exception>
    public static byte[] Relax(byte[] library, string name)
    {
        var elf = new ElfFile(library, name);
        var needs = elf.Needs().Where(need => need.Version == Version).ToList();
        if (needs.Count != 1)
        {
            throw elf.Unexpected($"it needs {Version} {needs.Count} times, not once");
        }

        if (elf.SymbolsOf(needs[0]) is var symbols && !symbols.SequenceEqual([HarmlessSymbol]))
        {
            throw elf.Unexpected($"{Version} is needed for {string.Join(", ", symbols.DefaultIfEmpty("nothing"))}, not for {HarmlessSymbol} alone; install a libstdc++ of GCC 13 or newer");
        }

        var relaxed = (byte[])library.Clone();
        BinaryPrimitives.WriteUInt16LittleEndian(relaxed.AsSpan(needs[0].FlagsOffset), (ushort)(needs[0].Flags | Weak));
        return relaxed;
    }
}
