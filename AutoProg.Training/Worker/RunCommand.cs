using System.CommandLine;
using AutoProg.Contracts.Runs;

namespace AutoProg.Training.Worker;

/// <summary><c>autoprog run FOLDER</c>: what the server starts.</summary>
public static class RunCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "A run folder with a run.json." };
        var command = new Command("run", "Train the run of a run folder to its end, or go on where it stopped.") { folder };
        command.SetAction(parse => Run(new RunFolder(parse.GetRequiredValue(folder).FullName)));
        return command;
    }

    private static int Run(RunFolder folder)
    {
        if (!folder.Exists())
        {
            Console.Error.WriteLine($"'{folder.Root}' is no run folder: it holds no run.json.");
            return ExitCodes.Usage;
        }

        using var log = WorkerLog.Open(folder);
        return Worker.Train(folder);
    }

    private static bool Exists(this RunFolder folder) => File.Exists(folder.Record);
}
