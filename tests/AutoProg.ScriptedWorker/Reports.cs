using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.ScriptedWorker;

/// <summary>What the worker program answers to questions.</summary>
internal static class Reports
{
    public static int Doctor()
    {
        Console.WriteLine("People read this line; programs read the last one.");
        var report = new DeviceReport(true, [], "0", "none", "", "", 2, 4, 10, [new DeviceSummary("cpu", "Scripted CPU", 4, 1e9)]);
        Console.WriteLine(JsonSerializer.Serialize(report, ContractsJson.Default.DeviceReport));
        return 0;
    }

    public static int Datasets()
    {
        Console.WriteLine(JsonSerializer.Serialize(
            [new DatasetSummary("fashion-mnist", "Fashion-MNIST", 10_000, 2_000, 10, 28, "bundled", null)],
            ContractsJson.Default.IReadOnlyListDatasetSummary));
        return 0;
    }

    /// <summary>Counts files and decodes nothing; a folder named <c>mute</c> gets no answer.</summary>
    public static int Dataset(string set)
    {
        if (Path.GetFileName(set) == "mute")
        {
            Console.Error.WriteLine("Out of memory.");
            return 1;
        }

        var files = Directory.Exists(set) ? Directory.GetFiles(set, "*", SearchOption.AllDirectories).Length : 6;
        Console.WriteLine(JsonSerializer.Serialize(
            new DatasetInspection("image-folder", ["cat", "dog"], [files, 0], [0, 0], 8, 8, 100, "abc", [new DatasetThumbnail("cat", [1, 2])], [], 0, null),
            ContractsJson.Default.DatasetInspection));
        return 0;
    }

    /// <summary>Copies what begins with <c>weights</c>, and refuses the rest.</summary>
    public static int Import(string from, string to)
    {
        if (!File.ReadAllText(from).StartsWith("weights", StringComparison.Ordinal))
        {
            Console.Error.WriteLine("It is refused: the pickle calls os.system.");
            return 1;
        }

        File.Copy(from, to);
        File.WriteAllText(Path.ChangeExtension(to, ".json"), $$"""{"source":"{{Path.GetFileName(from)}}","model":"DeiT-Ti","classes":10,"resolution":224,"parameters":123}""");
        return 0;
    }

    public static int Model(string file)
    {
        Console.WriteLine(JsonSerializer.Serialize(
            new ModelReport("abc", new FileInfo(file).Length, "DeiT-Ti", 10, 224, 123, [new ModelTensor("norm.weight", "F32", [192])]), ContractsJson.Default.ModelReport));
        return 0;
    }

    public static int Changes(string before, string after)
    {
        Console.WriteLine(JsonSerializer.Serialize([new TensorChange($"{Path.GetFileName(before)} {Path.GetFileName(after)}", [1], 0.5)], ContractsJson.Default.IReadOnlyListTensorChange));
        return 0;
    }
}
