namespace AutoProg.Server.Hosting;

/// <summary>One server per data root: two would both start the queued runs.</summary>
public sealed class ServerLock : IDisposable
{
    private readonly FileStream file;

    private ServerLock(FileStream file) => this.file = file;

    /// <summary>The lock, or null where another server holds it.</summary>
    public static ServerLock? TryTake(DataRoot root)
    {
        try
        {
            return new ServerLock(new FileStream(root.ServerLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(root.ServerLock))
        {
            return null;
        }
    }

    public void Dispose() => file.Dispose();
}
