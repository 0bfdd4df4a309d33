using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AutoProg.Training.Checkpoints;

/// <summary>Makes names in a folder survive a power loss, where the system can promise that.</summary>
internal static partial class DurableFolder
{
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>Flushes a folder's own entries; a no-op on Windows, which documents no such call.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Check(Open(folder, ReadOnlyCloseOnExec), folder);
        try
        {
            Check(Fsync(descriptor), folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Check(int result, string folder) => result >= 0
        ? result
        : throw new IOException($"Cannot flush '{folder}' to the disk: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
