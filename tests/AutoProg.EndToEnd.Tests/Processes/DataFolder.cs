using System.Diagnostics;
using System.Text.Json;

namespace AutoProg.EndToEnd.Tests.Processes;

/// <summary>A fresh data root, and the workers that live in it.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("autoprog-e2e-").FullName;

    public RunFolder Run(string id) => new(System.IO.Path.Combine(Path, "runs", id));

    /// <summary>The worker of a run, or null where none has begun.</summary>
    public WorkerIdentity? WorkerOf(string id) =>
        File.Exists(Run(id).Worker) ? JsonSerializer.Deserialize(File.ReadAllText(Run(id).Worker), ContractsJson.Default.WorkerIdentity) : null;

    /// <summary>SIGKILL to the worker of a run; false where it has ended already.</summary>
    public bool KillWorker(string id)
    {
        try
        {
            if (WorkerOf(id) is not { } identity)
            {
                return false;
            }

            using var worker = Process.GetProcessById(identity.ProcessId);
            var isIt = (worker.StartTime.ToUniversalTime() - identity.StartedAt.UtcDateTime).Duration() < TimeSpan.FromSeconds(3);
            if (isIt)
            {
                worker.Kill();
                worker.WaitForExit(TimeSpan.FromSeconds(2));
            }

            return isIt;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        var runs = System.IO.Path.Combine(Path, "runs");
        foreach (var run in Directory.Exists(runs) ? Directory.EnumerateDirectories(runs) : [])
        {
            KillWorker(System.IO.Path.GetFileName(run));
        }

        Directory.Delete(Path, recursive: true);
    }
}
