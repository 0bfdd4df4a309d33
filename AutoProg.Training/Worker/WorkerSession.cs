using System.Diagnostics;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Data;
using AutoProg.Training.Loop;
using AutoProg.Training.Native;
using AutoProg.Training.Storage;
using AutoProg.Training.Worker.Sensing;
using Microsoft.Data.Sqlite;

namespace AutoProg.Training.Worker;

/// <summary>One worker's life in a run folder: takes the lock, trains, and says how it ended.</summary>
public sealed class WorkerSession(RunFolder folder, TimeProvider time)
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);

    /// <summary>Trains the run of the folder to its end, a stop or a failure, and returns its exit record.</summary>
    /// <exception cref="IOException">Another worker writes the run.</exception>
    public ExitRecord Run(CancellationToken stop)
    {
        using var held = TakeLock();
        var record = JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord)
            ?? throw new FileNotFoundException($"'{folder.Root}' is no run folder: it holds no run.json.");
        var attempt = Count<AttemptStarted>() + 1;
        if (Count<RunCompleted>() > 0)
        {
            // Killed between its last row and its exit record, or started once more: there is nothing left to do.
            return Exits(new ExitRecord(ExitOutcome.Completed, attempt - 1));
        }

        JsonFile.Write(folder.Worker, new WorkerIdentity(Environment.ProcessId, ProcessStart(), attempt), ContractsJson.Default.WorkerIdentity);
        using var heart = new Heart(folder, time);
        using var writer = RunWriter.Open(held, time);
        return Exits(Train(record, attempt, new RunJournal(writer, heart, time), stop));
    }

    private ExitRecord Exits(ExitRecord exit)
    {
        JsonFile.Write(folder.Exit, exit, ContractsJson.Default.ExitRecord);
        File.Delete(folder.StopRequest); // It was for this worker, not for the next.
        return exit;
    }

    private ExitRecord Train(RunRecord record, int attempt, RunJournal journal, CancellationToken stop)
    {
        try
        {
            return Completed(record, attempt, journal, stop);
        }
        catch (Exception failure)
        {
            var (reason, message) = Failures.Explain(failure);
            Console.Error.WriteLine(failure);
            TryReport(journal, new RunFailed(reason, message));
            return new ExitRecord(ExitOutcome.Failed, attempt, reason, message);
        }
    }

    // On a full disk the rows cannot take it; exit.json may still carry the reason.
    private static void TryReport(RunJournal journal, RunFailed failed)
    {
        try
        {
            journal.Add(failed);
        }
        catch (Exception unwritable) when (unwritable is SqliteException or IOException)
        {
            Console.Error.WriteLine(unwritable.Message);
        }
    }

    private ExitRecord Completed(RunRecord record, int attempt, RunJournal journal, CancellationToken stop)
    {
        var spec = record.Spec;
        if (spec.Validate() is { Count: > 0 } errors)
        {
            var (field, messages) = errors.First();
            throw new TrainingFailureException(FailureReason.BadInput, $"{field}: {messages[0]}");
        }

        NativeLibraries.Prepare(Console.WriteLine);
        Heap.KeepFreedMemory();
        Beat();
        using var data = ImageDataset.Open(spec, new DatasetLocator(DataRoot.Find()), Beat);
        var environment = WorkerEnvironment.Prepare(spec.Resources);
        JsonFile.Write(folder.Record, record with { Environment = environment }, ContractsJson.Default.RunRecord);

        var clock = new RunClock(time, time.GetUtcNow() - ProcessStart());
        using var sensors = new MachineSensors(folder.Root, environment.Device, time);
        using var trainer = new Trainer(spec, data, environment, journal, new CheckpointStore(folder.Checkpoints), clock, new ModelFolder(DataRoot.Find()), folder.Samples, DataRoot.LatentsIn(DataRoot.Find()), sensors);
        using var stopping = StopSignal.Watch(folder, time, stop);
        return trainer.Run(attempt, stopping.Token) is null
            ? new ExitRecord(ExitOutcome.Stopped, attempt)
            : new ExitRecord(ExitOutcome.Completed, attempt);

        void Beat() => journal.Enter("reading the data", 0, isLong: true);
    }

    private RunLock TakeLock()
    {
        // The server may hold the lock for a moment to write a lifecycle event.
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < LockPatience)
        {
            if (RunLock.TryTake(folder) is { } held)
            {
                return held;
            }

            Thread.Sleep(100);
        }

        throw new IOException($"Another worker writes '{folder.Root}'; stop it first.");
    }

    private int Count<T>()
        where T : RunEvent
    {
        using var reader = RunReader.Open(folder);
        return reader?.Events<T>().Count() ?? 0;
    }

    private static DateTimeOffset ProcessStart()
    {
        using var self = Process.GetCurrentProcess();
        return self.StartTime.ToUniversalTime();
    }
}
