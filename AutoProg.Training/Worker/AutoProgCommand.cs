using System.CommandLine;
using AutoProg.Training.Benchmarks;
using AutoProg.Training.Worker.Diagnosis;
using AutoProg.Training.Worker.Importing;
using AutoProg.Training.Worker.Inspecting;

namespace AutoProg.Training.Worker;

/// <summary>The command line <c>autoprog</c>.</summary>
public static class AutoProgCommand
{
    public static RootCommand Create() => new("Trains vision and diffusion transformers that grow while they learn.")
    {
        RunCommand.Create(),
        TrainCommand.Create(),
        SampleCommand.Create(),
        ScheduleCommand.Create(),
        ImportCommand.Create(),
        ExportCommand.Create(),
        BenchCommand.Create(),
        DatasetsCommand.Create(),
        DoctorCommand.Create(),
        InspectDataCommand.Create(),
        InspectModelCommand.Create(),
        CompareCheckpointsCommand.Create(),
    };
}
