using System.Diagnostics;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Training.Native;
using AutoProg.Training.Worker.Diagnosis;
using TorchSharp;

namespace AutoProg.Training.Tests.Native;

/// <summary>A worker without a libtorch of its own, as <c>-p:Torch=byo</c> builds it: this output folder less libtorch.</summary>
public sealed class OwnLibTorchTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("autoprog-byo-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Cuda_libraries_that_pip_installs_beside_torch_are_searched_after_it()
    {
        var torch = folder.CreateSubdirectory("torch/lib").FullName;
        var cudnn = folder.CreateSubdirectory("nvidia/cudnn/lib").FullName;
        var cublas = folder.CreateSubdirectory("nvidia/cublas/lib").FullName;
        folder.CreateSubdirectory("nvidia/headers/include");

        Assert.Equal([torch, cublas, cudnn], OwnLibTorch.SearchFolders(torch));
    }

    [Fact]
    public void Without_nvidia_packages_only_torch_itself_is_searched()
    {
        Assert.Equal([folder.FullName], OwnLibTorch.SearchFolders(folder.FullName));
    }

    [LinuxFact]
    public async Task A_worker_without_libtorch_trains_with_the_one_that_the_variable_names()
    {
        torch.zeros(1).Dispose(); // Loads libtorch into this process.
        var libTorch = LoadedLibTorch.Folder;
        var (exitCode, report) = await DoctorAsync(libTorch);

        Assert.NotNull(libTorch);
        Assert.Equal(0, exitCode);
        Assert.Contains($"from {libTorch}", report.LibTorch, StringComparison.Ordinal);
        Assert.Contains(report.Devices, device => device.Id == "cpu");
    }

    [LinuxFact]
    public async Task A_folder_without_libtorch_is_named_with_the_remedy()
    {
        var (exitCode, report) = await DoctorAsync(libTorch: folder.FullName);

        Assert.Equal(1, exitCode);
        Assert.False(report.CanTrain);
        Assert.Contains($"AUTOPROG_LIBTORCH names {folder.FullName}, which has no libtorch_cpu.so. Set it to", report.Advice[0], StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Without_the_variable_the_advice_is_to_set_it()
    {
        var (exitCode, report) = await DoctorAsync(libTorch: null);

        Assert.Equal(1, exitCode);
        Assert.Contains("Set AUTOPROG_LIBTORCH", report.Advice[0], StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, DeviceReport Report)> DoctorAsync(string? libTorch)
    {
        string[] worker = [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll"), .. Directory.GetFiles(AppContext.BaseDirectory, "autoprog.runtimeconfig.json"), Path.Combine(NativeLibraries.Folder, "libLibTorchSharp.so")];
        foreach (var file in worker)
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder.FullName, "autoprog.dll"), "doctor", "--json"]) { RedirectStandardOutput = true };
        start.Environment.Remove("LD_LIBRARY_PATH");
        start.Environment["AUTOPROG_LIBTORCH"] = libTorch;
        start.Environment.Remove("AUTOPROG_LIBTORCH_APPLIED");
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        return (process.ExitCode, JsonSerializer.Deserialize(last, ContractsJson.Default.DeviceReport)!);
    }
}
