using System.CommandLine;

namespace AutoProg.Training.Benchmarks;

/// <summary><c>autoprog bench</c>: measurements on the user's own machine.</summary>
public static class BenchCommand
{
    public static Command Create() => new("bench", "Measure on this machine.") { SpeedupCommand.Create(), StepCommand.Create(), DataCommand.Create() };
}
