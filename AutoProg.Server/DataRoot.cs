using AutoProg.Contracts.Runs;

namespace AutoProg.Server;

/// <summary>The one folder that the server writes.</summary>
public sealed class DataRoot(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Database => In("autoprog.db");

    public string Runs => In("runs");

    public string Keys => In("keys");

    /// <summary>Where deleted runs lie until they are restored or gone for good: a rename is whole or not at all.</summary>
    public string Trash => In("trash");

    /// <summary>Weights that runs can start from.</summary>
    public string Models => In("models");

    /// <summary>What is being received and not yet checked.</summary>
    public string Incoming => In("incoming");

    /// <summary>Held by the one server of this data root.</summary>
    public string ServerLock => In("server.lock");

    /// <summary>The folder of a run whose id was checked by <see cref="Server.Runs.RunIds"/>.</summary>
    public RunFolder FolderOf(string id) => new(System.IO.Path.Combine(Runs, id));

    public void Create()
    {
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(Runs);
        CreatePrivate(Keys);
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, ownerOnly);
        File.SetUnixFileMode(folder, ownerOnly);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
