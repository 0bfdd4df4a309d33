using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;

namespace AutoProg.Training.Worker;

/// <summary><c>autoprog schedule</c>: the schedule card of a run, for <c>autoprog train --card</c>.</summary>
public static class ScheduleCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run folder." };
        var output = new Option<string?>("--out") { Description = "The file to write (default: standard output)." };
        var command = new Command("schedule", "Export the growth schedule that a run found.") { run, output };
        command.SetAction(parse =>
        {
            var folder = new RunFolder(Path.GetFullPath(parse.GetValue(run)!));
            if (ScheduleCards.Of(folder) is not { } card)
            {
                Console.Error.WriteLine($"'{folder.Root}' holds no run whose stages are all decided.");
                return ExitCodes.Usage;
            }

            var json = JsonSerializer.Serialize(card, ContractsJson.Default.ScheduleCard);
            if (parse.GetValue(output) is { } path)
            {
                File.WriteAllText(path, json);
            }
            else
            {
                Console.WriteLine(json);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
