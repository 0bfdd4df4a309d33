using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary><c>autoprog doctor</c>: what training finds on this machine, and what to do where it cannot run.</summary>
public static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Make the last line of standard output one JSON object." };
        var dataRoot = new Option<DirectoryInfo?>("--data-root") { Description = "The folder whose disk is looked at (default: the one that runs use)." };
        var command = new Command("doctor", "Says what training finds on this machine; exit code 1 with advice where it cannot run.") { json, dataRoot };
        command.SetAction(result =>
        {
            var report = Examination.Run(result.GetValue(dataRoot)?.FullName ?? DataRoot.Find(), Calibration.TrainFlopsPerSecond);
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(report, ContractsJson.Default.DeviceReport));
            }
            else
            {
                ReportPrinter.Print(report);
            }

            return report.CanTrain ? 0 : 1;
        });
        return command;
    }
}
