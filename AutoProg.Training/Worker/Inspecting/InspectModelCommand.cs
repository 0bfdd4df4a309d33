using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Training.Data.Inspecting;
using AutoProg.Training.Models;
using AutoProg.Training.Native;
using AutoProg.Training.Storage;
using AutoProg.Training.Worker.Importing;

namespace AutoProg.Training.Worker.Inspecting;

/// <summary><c>autoprog inspect</c>: the tensors of a file of weights, and which model they fit.</summary>
public static class InspectModelCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A safetensors file." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON on the last line." };
        var command = new Command("inspect", "List the tensors of a safetensors file and say which model they fit.") { file, json };
        command.SetAction(parse =>
        {
            try
            {
                NativeLibraries.Prepare(Console.WriteLine);
                var report = Inspect(Path.GetFullPath(parse.GetRequiredValue(file)));
                Console.WriteLine($"{report.Tensors.Count:N0} tensors, {report.Parameters:N0} parameters, {report.Architecture ?? "no model of the catalogue"}.");
                if (parse.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(report, ContractsJson.Default.ModelReport));
                }

                return ExitCodes.Done;
            }
            catch (Exception refused) when (refused is InvalidWeightsException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(refused.Message);
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    private static ModelReport Inspect(string path)
    {
        using var file = SafetensorsFile.Read(path);
        var weights = new WeightsFile(null, file.Tensors, []);
        var own = PortableModel.Of(file);
        var (row, match) = own is null ? Importer.Recognize(weights, null, Path.GetFileName(path)) : (own.Spec, null);
        return new ModelReport(
            ContentHash.Of(path),
            new FileInfo(path).Length,
            row?.Name,
            own?.Classes ?? match?.Classes,
            own?.Spec.Resolution ?? match?.Resolution,
            Importer.ParametersOf(file.Tensors),
            [.. file.Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ModelTensor(pair.Key, SafetensorsTypes.NameOf(pair.Value.dtype), pair.Value.shape))]);
    }
}
