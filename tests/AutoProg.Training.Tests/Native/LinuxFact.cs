using System.Runtime.CompilerServices;

namespace AutoProg.Training.Tests.Native;

/// <summary>ELF files and the C++ runtime are looked at on Linux only.</summary>
internal static class Linux
{
    public const string Reason = "This is about Linux.";

    public static bool IsElsewhere => !OperatingSystem.IsLinux();
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => (Skip, SkipType, SkipWhen) = (Linux.Reason, typeof(Linux), nameof(Linux.IsElsewhere));
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => (Skip, SkipType, SkipWhen) = (Linux.Reason, typeof(Linux), nameof(Linux.IsElsewhere));
}
