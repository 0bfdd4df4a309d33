using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.ScriptedWorker;

/// <summary>The answers to <c>doctor --json</c> and <c>datasets --json</c>.</summary>
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
}
