using AutoProg.Contracts.Runs;
using Spectre.Console;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>The report for people.</summary>
public static class ReportPrinter
{
    public static void Print(DeviceReport report)
    {
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        Row("training", report.CanTrain ? "can run" : "cannot run");
        Row("TorchSharp", report.TorchSharp);
        Row("libtorch", report.LibTorch);
        Row("C++ runtime", report.LibStdCxx.Length > 0 ? report.LibStdCxx : "not looked at");
        Row("NVIDIA driver", report.Driver);
        foreach (var device in report.Devices)
        {
            var speed = device.TrainFlopsPerSecond is { } flops ? $", {flops / 1e9:0.0} GFLOP/s in training steps of the demo model" : "";
            Row(device.Id, $"{device.Name}, {device.MemoryGigabytes:0.0} GB{speed}");
        }

        Row("cores", $"{report.Cores}");
        Row("memory", $"{report.MemoryGigabytes:0.0} GB");
        Row("free disk", $"{report.FreeDiskGigabytes:0.0} GB");
        AnsiConsole.Write(table);
        foreach (var line in report.Advice)
        {
            AnsiConsole.Markup("[yellow]advice[/] ");
            Console.WriteLine(line); // Unwrapped: it may hold a command to copy.
        }

        void Row(string name, string value) => table.AddRow(new Text(name), new Text(value));
    }
}
