using System.CommandLine;
using AutoProg.Training.Benchmarks;
using AutoProg.Training.Native;
using AutoProg.Training.Worker;

NativeLibraries.Prepare(Console.Error.WriteLine);
var root = new RootCommand("AutoProg") { RunCommand.Create(), TrainCommand.Create(), BenchCommand.Create() };
return root.Parse(args).Invoke();
