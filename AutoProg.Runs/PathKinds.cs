using System.Runtime.InteropServices;
using System.Text;

namespace AutoProg.Runs;

/// <summary>What lies at a path, without following a link and without opening it: opening a pipe would wait for its writer.</summary>
public enum PathKind
{
    Missing,
    File,
    Folder,
    Link,

    /// <summary>A pipe, a socket, a device, or what may not be looked at.</summary>
    Other,
}

public static class PathKinds
{
    private const int CurrentFolder = -100, FollowNothing = 0x100, NoSuchEntry = 2, NoFolder = 20, ModeAt = 28, Types = 0xF000;
    private const uint TypeOnly = 1;
    private const int Size = 256; // Of struct statx, the same on every processor.

    public static PathKind Of(string path) => OperatingSystem.IsLinux() ? OfLinux(path) : OfAttributes(path);

    private static PathKind OfLinux(string path)
    {
        var status = new byte[Size];
        if (StatX(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), FollowNothing, TypeOnly, status) != 0)
        {
            return Marshal.GetLastPInvokeError() is NoSuchEntry or NoFolder ? PathKind.Missing : PathKind.Other;
        }

        return (BitConverter.ToUInt16(status, ModeAt) & Types) switch
        {
            0x8000 => PathKind.File,
            0x4000 => PathKind.Folder,
            0xA000 => PathKind.Link,
            _ => PathKind.Other,
        };
    }

    private static PathKind OfAttributes(string path)
    {
        var entry = new FileInfo(path);
        return (int)entry.Attributes == -1 ? PathKind.Missing
            : entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? PathKind.Link
            : entry.Attributes.HasFlag(FileAttributes.Directory) ? PathKind.Folder
            : PathKind.File;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] status);
}
