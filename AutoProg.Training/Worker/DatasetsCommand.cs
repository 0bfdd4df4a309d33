using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Training.Data;

namespace AutoProg.Training.Worker;

/// <summary><c>autoprog datasets</c>: which data sets this machine has.</summary>
public static class DatasetsCommand
{
    public static Command Create()
    {
        var dataRoot = new Option<string?>("--data-root") { Description = "The folder of runs and data sets." };
        var json = new Option<bool>("--json") { Description = "Print the list as JSON on the last line." };
        var command = new Command("datasets", "List the data sets found on this machine.") { dataRoot, json };
        command.SetAction(parse =>
        {
            var found = new DatasetLocator(parse.GetValue(dataRoot) ?? DataRoot.Find()).List();
            foreach (var set in found)
            {
                Console.WriteLine($"{set.Id,-20} {set.TrainImages,8:N0} training, {set.TestImages,7:N0} test images, {set.Classes} classes, {set.Side} px, {set.Source}{(set.Problem is null ? "" : $" ({set.Problem})")}");
            }

            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(found, ContractsJson.Default.IReadOnlyListDatasetSummary));
            }
        });
        return command;
    }
}
