namespace AutoProg.Server.Artifacts;

/// <summary>What folders take on the disk.</summary>
public static class DiskSpace
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <summary>Bytes of all files below a folder; 0 where there is none.</summary>
    public static long SizeOf(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        var bytes = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
        {
            try
            {
                bytes += file.Length;
            }
            catch (IOException)
            {
                // A worker replaces files all the time.
            }
        }

        return bytes;
    }

    public static long FreeAt(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
