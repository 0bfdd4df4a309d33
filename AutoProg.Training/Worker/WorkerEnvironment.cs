using System.Reflection;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Loop;
using AutoProg.Training.Worker.Diagnosis;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Worker;

/// <summary>Settles where a run trains, and writes it down.</summary>
public static class WorkerEnvironment
{
    /// <summary>Sets the thread count and names the device of a valid specification.</summary>
    /// <exception cref="TrainingFailureException">The device does not exist here.</exception>
    public static RunEnvironment Prepare(ResourceSpec resources)
    {
        var threads = resources.Threads > 0 ? resources.Threads : Environment.ProcessorCount;
        set_num_threads(threads);
        var device = Choose(resources.Device);
        var (version, commit) = Version();
        return new RunEnvironment(
            version,
            commit,
            typeof(torch).Assembly.GetName().Version!.ToString(3),
            LoadedLibTorch.Describe(),
            device,
            device == "cpu" ? "CPU" : device,
            threads,
            System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            Environment.MachineName);
    }

    private static string Choose(string wanted)
    {
        if (wanted == "cpu" || (wanted == "auto" && !cuda.is_available()))
        {
            return "cpu";
        }

        var index = wanted.StartsWith("cuda:", StringComparison.Ordinal) ? int.Parse(wanted.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture) : 0;
        return cuda.is_available() && index < cuda.device_count()
            ? $"cuda:{index}"
            : throw new TrainingFailureException(FailureReason.BadInput,
                $"resources.device: '{wanted}' is not available here. Use auto or cpu, or see 'autoprog doctor'.");
    }

    private static (string Version, string Commit) Version()
    {
        var informational = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var parts = informational.Split('+', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }
}
