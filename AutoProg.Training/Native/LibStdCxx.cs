using System.Runtime.InteropServices;

namespace AutoProg.Training.Native;

/// <summary>The C++ runtime that this process uses (Linux).</summary>
/// <param name="Path">Its file.</param>
/// <param name="Versions">Symbol versions it provides.</param>
public sealed record LibStdCxx(string Path, IReadOnlySet<string> Versions)
{
    public const string Name = "libstdc++.so.6";

    private const string NewestPrefix = "GLIBCXX_3.4.";

    /// <summary>As <c>GLIBCXX_3.4.30</c>.</summary>
    public string Newest => NewestPrefix + Versions
        .Where(version => version.StartsWith(NewestPrefix, StringComparison.Ordinal))
        .Max(version => int.TryParse(version[NewestPrefix.Length..], out var minor) ? minor : 0);

    /// <exception cref="DllNotFoundException">There is none.</exception>
    public static LibStdCxx Find()
    {
        if (!NativeLibrary.TryLoad(Name, out _) || MappedFile() is not { } path)
        {
            throw new DllNotFoundException($"{Name} is not installed. Install it, for example: apt-get install libstdc++6.");
        }

        return new(path, new ElfFile(File.ReadAllBytes(path), path).Provides());
    }

    // The loader may have taken it from LD_LIBRARY_PATH or a run path: only the process's own map tells.
    private static string? MappedFile() => File.ReadLines("/proc/self/maps")
        .Select(line => line.IndexOf('/') is var slash and >= 0 ? line[slash..] : "")
        .FirstOrDefault(file => System.IO.Path.GetFileName(file).StartsWith("libstdc++.so", StringComparison.Ordinal));
}
