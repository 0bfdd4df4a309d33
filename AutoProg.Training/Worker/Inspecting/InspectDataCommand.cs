using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Training.Data;
using AutoProg.Training.Data.Inspecting;

namespace AutoProg.Training.Worker.Inspecting;

/// <summary><c>autoprog data inspect</c>: what a data set holds, and which of its files cannot be trained on.</summary>
public static class InspectDataCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("set") { Description = "A named set, or the folder of an image folder or IDX set." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON on the last line." };
        var inspect = new Command("inspect", "Count the images of a data set, decode every one, and list what cannot be read.") { target, json };
        inspect.SetAction(parse =>
        {
            var named = parse.GetRequiredValue(target);
            var found = DatasetInspector.Inspect(NamedSet.Find(named) is null ? Path.GetFullPath(named) : named, new DatasetLocator(DataRoot.Find()));
            Print(found);
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(found, ContractsJson.Default.DatasetInspection));
            }

            return found.Problem is null ? ExitCodes.Done : ExitCodes.Failed;
        });
        return new Command("data", "Look at data sets.") { inspect };
    }

    private static void Print(DatasetInspection found)
    {
        foreach (var file in found.Unreadable)
        {
            Console.WriteLine($"{file.Path}: {file.Reason}");
        }

        Console.WriteLine(found.Problem ?? $"{found.Train.Sum():N0} training and {found.Test.Sum():N0} test images of {found.Classes.Count} classes, {found.SmallestSide} to {found.LargestSide} px, {found.UnreadableCount} unreadable, SHA-256 {found.Sha256}.");
    }
}
