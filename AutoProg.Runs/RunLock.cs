using AutoProg.Contracts.Runs;

namespace AutoProg.Runs;

/// <summary>The right to write a run's database. The operating system frees it when its holder dies.</summary>
public sealed class RunLock : IDisposable
{
    private readonly FileStream file;

    private RunLock(RunFolder folder, FileStream file) => (Folder, this.file) = (folder, file);

    public RunFolder Folder { get; }

    /// <summary>Takes the lock, or returns null where another process holds it.</summary>
    public static RunLock? TryTake(RunFolder folder)
    {
        try
        {
            return new RunLock(folder, new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException) when (File.Exists(folder.Lock))
        {
            return null;
        }
    }

    /// <summary>True while some process writes the run.</summary>
    public static bool IsHeld(RunFolder folder)
    {
        if (!File.Exists(folder.Lock))
        {
            return false;
        }

        using var taken = TryTake(folder);
        return taken is null;
    }

    public void Dispose() => file.Dispose();
}
