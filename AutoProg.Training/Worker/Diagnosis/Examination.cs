using System.Reflection;
using AutoProg.Contracts.Runs;
using AutoProg.Training.Native;
using TorchSharp;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>Collects the <see cref="DeviceReport"/>; what fails becomes advice.</summary>
public static class Examination
{
    private const double GigaByte = 1e9, LowDiskGigabytes = 2;

    /// <param name="dataRoot">The folder whose disk is looked at; it need not exist yet.</param>
    /// <param name="calibrate">Measures a device's training FLOPs per second.</param>
    public static DeviceReport Run(string dataRoot, Func<torch.Device, double?> calibrate)
    {
        var advice = new List<string>();
        var driver = NvidiaDriver.Find();
        var (libTorch, libStdCxx, loads) = Load(advice);
        var devices = loads ? DeviceSearch.Find(driver, calibrate, advice) : [];
        if (OwnLibTorch.IgnoredNotice(NativeLibraries.Folder) is { } notice)
        {
            advice.Add(notice);
        }

        var freeDisk = FreeDiskGigabytes(dataRoot);
        if (freeDisk < LowDiskGigabytes)
        {
            advice.Add($"Only {freeDisk:0.0} GB are free at {dataRoot}. Make room, or set AutoProg:DataRoot to another disk.");
        }

        return new DeviceReport(
            CanTrain: devices.Count > 0,
            advice,
            TorchSharpVersion,
            libTorch,
            libStdCxx,
            driver.Description,
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / GigaByte,
            freeDisk,
            devices);
    }

    private static string TorchSharpVersion =>
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static (string LibTorch, string LibStdCxx, bool Loads) Load(List<string> advice)
    {
        var output = Console.Out;
        var libStdCxx = "";
        try
        {
            libStdCxx = NativeLibraries.Prepare(_ => { }).LibStdCxx;
            Console.SetOut(TextWriter.Null); // TorchSharp prints the whole trace of a failed load.
            using var probe = torch.ones(1);
            return (LoadedLibTorch.Describe(), libStdCxx, true);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            advice.Add($"libtorch does not load: {Innermost(problem).Message}");
            return ("does not load", libStdCxx, false);
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    private static Exception Innermost(Exception problem) =>
        problem is TypeInitializationException or TargetInvocationException && problem.InnerException is { } inner ? Innermost(inner) : problem;

    private static double FreeDiskGigabytes(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return new DriveInfo(folder).AvailableFreeSpace / GigaByte;
    }
}
