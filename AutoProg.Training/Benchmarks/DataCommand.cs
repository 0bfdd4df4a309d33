using System.CommandLine;
using System.Text.Json;
using AutoProg.Training.Data;
using AutoProg.Training.Native;
using AutoProg.Training.Worker;

namespace AutoProg.Training.Benchmarks;

/// <summary><c>autoprog bench data</c>: images per second from a folder.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var path = new Option<string>("--path") { Description = "A folder of class sub-folders.", Required = true };
        var make = new Option<int>("--make") { Description = "First write so many 500 x 375 px JPEGs there, where the folder is empty." };
        var resolution = new Option<int>("--resolution") { Description = "Pixels per side to decode to.", DefaultValueFactory = _ => 224 };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON on the last line." };
        var command = new Command("data", "Time the input pipeline on a folder of images.") { path, make, resolution, json };
        command.SetAction(parse =>
        {
            try
            {
                NativeLibraries.Prepare(Console.WriteLine);
                var root = Path.GetFullPath(parse.GetValue(path)!);
                if (parse.GetValue(make) is > 0 and var images && !(Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
                {
                    DataBench.Make(root, images);
                }

                var report = DataBench.Measure(root, parse.GetValue(resolution));
                Console.WriteLine($"{report.Images:N0} images to {report.Resolution} px: {report.ImagesPerS:F0} images/s on {report.Cores} cores, {report.ImagesPerSPerCore:F0} per core; plain decoding in one thread {report.PlainImagesPerS:F0} images/s.");
                if (parse.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(report, DataJson.Default.DataReport));
                }

                return ExitCodes.Done;
            }
            catch (Exception wrong) when (wrong is InvalidDatasetException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }
}
