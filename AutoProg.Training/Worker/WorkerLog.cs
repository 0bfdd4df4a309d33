using System.Runtime.InteropServices;
using AutoProg.Contracts.Runs;

namespace AutoProg.Training.Worker;

/// <summary>
/// Sends what the worker and its native libraries print to <c>worker.log</c>, appended, and detaches it from
/// whoever started it, so that a server's end is not its own.
/// </summary>
internal sealed partial class WorkerLog : IDisposable
{
    private const int AppendCreateCloseOnExec = 0x1 | 0x40 | 0x400 | 0x80000;
    private readonly Action close;

    private WorkerLog(Action close) => this.close = close;

    /// <summary>Opens the log of a run. In a terminal the output stays there too.</summary>
    public static WorkerLog Open(RunFolder folder)
    {
        if (!OperatingSystem.IsLinux() || !Console.IsOutputRedirected)
        {
            return Copy(folder);
        }

        Detach(folder.Log);
        return new WorkerLog(() => { });
    }

    /// <summary>Copies what is printed to the log of a run, until it is disposed.</summary>
    public static WorkerLog Copy(RunFolder folder)
    {
        var writer = new StreamWriter(new FileStream(folder.Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var (shared, output, error) = (TextWriter.Synchronized(writer), Console.Out, Console.Error);
        Console.SetOut(new Tee(output, shared));
        Console.SetError(new Tee(error, shared));
        return new WorkerLog(() =>
        {
            Console.SetOut(output);
            Console.SetError(error);
            writer.Dispose();
        });
    }

    public void Dispose() => close();

    private static void Detach(string path)
    {
        var descriptor = Open(path, AppendCreateCloseOnExec, Convert.ToInt32("644", 8));
        if (descriptor < 0)
        {
            throw new IOException($"Cannot write '{path}'.");
        }

        _ = Duplicate(descriptor, 1);
        _ = Duplicate(descriptor, 2);
        _ = NewSession();
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int NewSession();
}
