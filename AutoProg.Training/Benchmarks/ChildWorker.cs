using System.Diagnostics;
using System.Runtime.InteropServices;
using AutoProg.Contracts.Runs;

namespace AutoProg.Training.Benchmarks;

/// <summary>Trains a run in a process of its own, whose start-up and memory are then its own too.</summary>
internal static class ChildWorker
{
    /// <summary>Returns when the worker has ended. A stop of this process is passed on to it, and waits for it to save.</summary>
    /// <exception cref="OperationCanceledException">The process was asked to stop.</exception>
    public static void Run(RunFolder folder)
    {
        var stopped = false;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var worker = Start(folder);
        worker.WaitForExit();
        if (stopped)
        {
            throw new OperationCanceledException($"Stopped; '{folder.Root}' can go on.");
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped = true;
            File.WriteAllBytes(folder.StopRequest, []);
        }
    }

    private static Process Start(RunFolder folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildWorker).Assembly.Location);
        }

        start.ArgumentList.Add("run");
        start.ArgumentList.Add(folder.Root);
        var worker = Process.Start(start)!;
        worker.OutputDataReceived += (_, _) => { };
        worker.ErrorDataReceived += (_, _) => { };
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        return worker;
    }
}
