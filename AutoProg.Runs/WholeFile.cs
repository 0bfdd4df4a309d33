namespace AutoProg.Runs;

/// <summary>Files that another process may read at any moment: always whole, old or new.</summary>
public static class WholeFile
{
    /// <summary>Writes to a temporary name, flushes to the disk, and renames; a write that fails leaves the old file, or none.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
