using System.Diagnostics;
using System.Runtime.InteropServices;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;

namespace AutoProg.ScriptedWorker;

/// <summary>Plays a script with the real lock, rows, heartbeat and exit record.</summary>
internal sealed class Player(RunFolder folder, RunSpec spec, Script script, RunLock held) : IDisposable
{
    /// <summary>So that a test that fails leaves no process behind.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly RunWriter writer = RunWriter.Open(held);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly WorkerIdentity me = new(Environment.ProcessId, Process.GetCurrentProcess().StartTime, Attempt: 1);
    private DateTimeOffset progressAt = DateTimeOffset.UtcNow;
    private int step;

    public int Play()
    {
        JsonFile.Write(folder.Worker, me, ContractsJson.Default.WorkerIdentity);
        Beat();
        var plan = RunPlan.For(spec with { Optimization = spec.Optimization with { MaxSteps = Math.Max(1, script.Points) } }, 100, 10);
        var environment = new RunEnvironment("0", "", "0", "none", "cpu", "Scripted CPU", 1, "", "");
        writer.Add(new AttemptStarted(1, step, environment, plan, 100, 20, ["zero", "one"]));
        while (step < script.Points)
        {
            Thread.Sleep(script.EveryMilliseconds);
            if (IsStopped())
            {
                return Stop();
            }

            step++;
            progressAt = DateTimeOffset.UtcNow;
            writer.Add(PointOf(SeriesNames.TrainLoss, 1.0 / step));
            writer.Add(PointOf(SeriesNames.TestTop1, 0.5));
            writer.Commit();
            Beat();
        }

        return End();
    }

    public void Dispose() => writer.Dispose();

    private int End()
    {
        switch (script.Then)
        {
            case "complete":
                writer.Add(new RunCompleted(new RunResult(spec.Preset, spec.Schedule.Kind, spec.Seed, "cpu", 0.9, 1, 0.8, clock.Elapsed.TotalSeconds, 1, 0, [], 1)));
                return Exit(new ExitRecord(ExitOutcome.Completed, me.Attempt));
            case "fail":
                writer.Add(new RunFailed(FailureReason.Diverged, "The loss became NaN."));
                return Exit(new ExitRecord(ExitOutcome.Failed, me.Attempt, FailureReason.Diverged, "The loss became NaN."));
            case "sigkill":
                Process.GetCurrentProcess().Kill();
                break;
            case "abort":
                Environment.FailFast("Scripted native crash.");
                break;
            case "segv":
                _ = FillMemory(1, 0, 1); // No process owns its first page.
                break;
            case "exit3":
                return 3;
        }

        while (clock.Elapsed < Longest && !IsStopped())
        {
            Thread.Sleep(50);
            if (script.Then == "hang" || script.Then == "wait")
            {
                progressAt = script.Then == "wait" ? DateTimeOffset.UtcNow : progressAt;
                Beat();
            }
        }

        return Stop();
    }

    [DllImport("libc", EntryPoint = "memset")]
    private static extern nint FillMemory(nint address, int value, nint length);

    private bool IsStopped() => !script.Deaf && File.Exists(folder.StopRequest);

    private int Stop()
    {
        writer.Add(new RunStopped(step));
        return Exit(new ExitRecord(ExitOutcome.Stopped, me.Attempt));
    }

    private int Exit(ExitRecord record)
    {
        JsonFile.Write(folder.Exit, record, ContractsJson.Default.ExitRecord);
        return 0;
    }

    private void Beat() =>
        JsonFile.Write(folder.Heartbeat, new Heartbeat(DateTimeOffset.UtcNow, progressAt, step, "training", LongPhase: false), ContractsJson.Default.Heartbeat);

    private Point PointOf(string series, double value) => new(series, step, step / 10.0, clock.ElapsedMilliseconds, step, value);
}
