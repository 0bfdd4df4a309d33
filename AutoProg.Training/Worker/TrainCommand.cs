using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Worker;

/// <summary><c>autoprog train</c>: a run from a preset or a file, in this process.</summary>
public static class TrainCommand
{
    public static Command Create()
    {
        var source = new SpecOptions();
        var folder = new Option<string?>("--out") { Description = "The run folder (default: a new one under the data root). A folder with the same run is resumed." };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object on the last line." };
        var command = new Command("train", "Train a preset or a specification file.") { folder, json };
        source.AddTo(command);
        command.SetAction(parse =>
        {
            try
            {
                var spec = source.Read(parse);
                var root = parse.GetValue(folder) ?? Path.Combine(DataRoot.Find(), "runs", RunFolders.NewId(TimeProvider.System));
                return Train(spec, root, parse.GetValue(json));
            }
            catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static int Train(RunSpec spec, string root, bool json)
    {
        var folder = RunFolders.Prepare(root, spec, TimeProvider.System);
        if (RunFolders.ResultOf(folder) is null)
        {
            using var log = WorkerLog.Copy(folder);
            Console.WriteLine($"Run folder: {folder.Root}");
            var code = Worker.Train(folder);
            if (code != ExitCodes.Done)
            {
                return code;
            }
        }

        if (json && RunFolders.ResultOf(folder) is { } result)
        {
            Console.WriteLine(TrainReport.Of(result).ToJson());
        }

        return ExitCodes.Done;
    }
}
