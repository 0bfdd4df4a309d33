using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Supervision;

/// <summary>A worker's process: a child of this server, or one that an earlier server started.</summary>
public sealed class WorkerProcess : IDisposable
{
    private const int Terminate = 15;

    // The operating system's clock ticks and the boot time that they count from are read at different moments.
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<int, string> Signals = new()
    {
        [4] = "SIGILL", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE", [9] = "SIGKILL", [11] = "SIGSEGV", [15] = "SIGTERM",
    };

    private readonly Process process;
    private readonly bool isChild;

    private WorkerProcess(Process process, bool isChild) => (this.process, this.isChild) = (process, isChild);

    public static WorkerProcess OfChild(Process child) => new(child, isChild: true);

    /// <summary>The process of that identity, or null where it has ended, even if its number was given to another.</summary>
    public static WorkerProcess? Find(WorkerIdentity identity)
    {
        try
        {
            var process = Process.GetProcessById(identity.ProcessId);
            if ((process.StartTime.ToUniversalTime() - identity.StartedAt.UtcDateTime).Duration() <= SameStart)
            {
                return new WorkerProcess(process, isChild: false);
            }

            process.Dispose();
            return null;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    public int Id => process.Id;

    public bool IsAlive
    {
        get
        {
            process.Refresh();
            return !process.HasExited && (isChild || !IsZombie(process.Id));
        }
    }

    /// <summary>Asks for a graceful end; where the system knows no such signal, ends it at once.</summary>
    public void AskToEnd()
    {
        if (!IsAlive)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else
        {
            _ = SendSignal(process.Id, Terminate);
        }
    }

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended on its own meanwhile.
        }
    }

    /// <summary>How a child ended, as the end of a sentence; only its parent is told.</summary>
    public string HowItEnded()
    {
        if (!isChild)
        {
            return "ended";
        }

        var signal = process.ExitCode - 128;
        return Signals.TryGetValue(signal, out var name) && !OperatingSystem.IsWindows()
            ? $"was killed by signal {signal} ({name})"
            : $"ended with exit code {process.ExitCode}";
    }

    public void Dispose() => process.Dispose();

    // Dead, but not fetched by its parent: some containers have a first process that fetches nobody.
    private static bool IsZombie(int id)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{id}/stat") is var stat && stat[stat.LastIndexOf(')')..].StartsWith(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
