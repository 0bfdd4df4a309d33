using System.Runtime.InteropServices;
using AutoProg.Contracts.Runs;

namespace AutoProg.Training.Worker;

/// <summary>A process that trains one run: signals ask it to save and end.</summary>
internal static class Worker
{
    /// <summary>Trains and returns the exit code.</summary>
    public static int Train(RunFolder folder)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            return new WorkerSession(folder, TimeProvider.System).Run(stop.Token).Outcome == ExitOutcome.Failed
                ? ExitCodes.Failed
                : ExitCodes.Done;
        }
        catch (IOException busy)
        {
            Console.Error.WriteLine(busy.Message);
            return ExitCodes.Busy;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested; // The second one ends it at once.
            Console.WriteLine("Asked to stop: finishing the step and saving.");
            stop.Cancel();
        }
    }
}

/// <summary>What the program's exit says.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 64;

    /// <summary>Another worker writes the run.</summary>
    public const int Busy = 75;
}
