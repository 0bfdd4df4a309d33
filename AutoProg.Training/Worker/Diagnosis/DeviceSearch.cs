using AutoProg.Contracts.Runs;
using TorchSharp;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>The devices that libtorch can train on, each tried out.</summary>
public static class DeviceSearch
{
    public static IReadOnlyList<DeviceSummary> Find(NvidiaDriver driver, Func<torch.Device, double?> calibrate, List<string> advice)
    {
        var devices = new List<DeviceSummary>();
        var gpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        for (var ordinal = 0; ordinal < gpus; ordinal++)
        {
            var gpu = driver.Gpus.ElementAtOrDefault(ordinal) ?? new("CUDA device", 0);
            Try($"cuda:{ordinal}", gpu.Name, gpu.MemoryGigabytes);
        }

        Try("cpu", CpuName(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9);
        if (driver.IsInstalled && gpus == 0)
        {
            advice.Add($"There is an NVIDIA driver ({driver.Description}), but this libtorch sees no GPU. Build with -p:Torch=cuda-{(OperatingSystem.IsWindows() ? "windows" : "linux")}, or with -p:Torch=byo and a PyTorch that sees it.");
        }

        return devices;

        void Try(string id, string name, double memory)
        {
            try
            {
                devices.Add(new(id, name, memory, calibrate(torch.device(id))));
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                advice.Add($"{id} ({name}) does not train: {problem.Message.Split('\n')[0]}");
            }
        }
    }

    private static string CpuName()
    {
        const string Linux = "/proc/cpuinfo";
        var line = File.Exists(Linux) ? File.ReadLines(Linux).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':')[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "CPU";
    }
}
