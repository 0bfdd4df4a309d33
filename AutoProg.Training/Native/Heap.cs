using System.Runtime.InteropServices;

namespace AutoProg.Training.Native;

/// <summary>
/// Keeps freed tensor memory in the process. glibc gives large blocks back to the system at once, and each training step
/// then pays for fresh pages: zeroing them and the faults that bring them in.
/// </summary>
internal static partial class Heap
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3;

    // The largest that glibc accepts: blocks beyond it are still mapped one by one.
    private const int LargestMmapThreshold = 32 << 20;

    /// <summary>Does nothing where the C library has no such setting.</summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetOption(MmapThreshold, LargestMmapThreshold);
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(TopPad, 64 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
