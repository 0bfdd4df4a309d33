using AutoProg.Training.Native;
using TorchSharp;

namespace AutoProg.Training.Tests.Native;

/// <summary>On the library that TorchSharp ships for Linux, which lies beside its assembly there.</summary>
public sealed class VersionRelaxerTests
{
    private static readonly string Library = Path.Combine(Path.GetDirectoryName(typeof(torch).Assembly.Location)!, "libLibTorchSharp.so");

    [LinuxFact]
    public void Relaxing_changes_one_flag_of_one_version_and_nothing_else()
    {
        var original = File.ReadAllBytes(Library);
        var relaxed = VersionRelaxer.Relax(original, Library);

        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != relaxed[i]).ToList();
        Assert.Equal(original.Length, relaxed.Length);
        Assert.Single(changed);
        var need = new ElfFile(relaxed, Library).Needs().Single(need => need.FlagsOffset == changed[0]);
        Assert.Equal(("libstdc++.so.6", "GLIBCXX_3.4.32", (ushort)2), (need.Library, need.Version, need.Flags));
        Assert.Equal([need with { Flags = 0 }], new ElfFile(original, Library).Needs().Except(new ElfFile(relaxed, Library).Needs()));
    }

    [LinuxFact]
    public void Relaxing_a_relaxed_library_changes_nothing()
    {
        var relaxed = VersionRelaxer.Relax(File.ReadAllBytes(Library), Library);
        Assert.Equal(relaxed, VersionRelaxer.Relax(relaxed, Library));
    }

    [LinuxFact]
    public void A_library_that_uses_something_else_of_that_version_is_refused()
    {
        var bytes = File.ReadAllBytes(Library);
        var need = new ElfFile(bytes, Library).Needs().Single(need => need.Version == "GLIBCXX_3.4.30");
        var renumbered = (byte[])bytes.Clone();
        var wanted = new ElfFile(bytes, Library).Needs().Single(other => other.Version == VersionRelaxer.Version);
        // The symbols of 3.4.30 now count as symbols of the version to be relaxed.
        BitConverter.TryWriteBytes(renumbered.AsSpan(wanted.FlagsOffset + 2), need.Index);

        var error = Assert.Throws<InvalidDataException>(() => VersionRelaxer.Relax(renumbered, "changed.so"));
        Assert.Contains("changed.so", error.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_library_without_that_need_is_refused()
    {
        var path = LibStdCxx.Find().Path;
        var error = Assert.Throws<InvalidDataException>(() => VersionRelaxer.Relax(File.ReadAllBytes(path), path));
        Assert.Contains("0 times", error.Message, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData(1_000)]
    [InlineData(300_000)]
    [InlineData(2_390_000)]
    public void A_library_that_is_cut_off_is_refused(int length)
    {
        var cut = File.ReadAllBytes(Library)[..length];
        var error = Assert.Throws<InvalidDataException>(() => VersionRelaxer.Relax(cut, "cut.so"));
        Assert.Contains("cut.so", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(100_000)]
    public void Garbage_is_refused(int length)
    {
        var garbage = new byte[length];
        new Random(1).NextBytes(garbage);
        var error = Assert.Throws<InvalidDataException>(() => VersionRelaxer.Relax(garbage, "garbage.so"));
        Assert.Contains("not a 64-bit little-endian ELF file", error.Message, StringComparison.Ordinal);
    }
}
