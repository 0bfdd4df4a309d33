using System.Diagnostics;
using System.Runtime.InteropServices;
using AutoProg.Training.Native;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>The libtorch in this process; TorchSharp's own version number is the one it was compiled for.</summary>
public static class LoadedLibTorch
{
    /// <summary>Version, flavour and folder.</summary>
    public static string Describe()
    {
        using var process = Process.GetCurrentProcess();
        var path = process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) is "torch_cpu" or "libtorch_cpu");
        if (path is null)
        {
            return "loaded";
        }

        var folder = Path.GetDirectoryName(path)!;
        var flavour = Directory.EnumerateFiles(folder, "*torch_cuda*").Any() ? "cuda" : "cpu";
        var origin = folder == NativeLibraries.Folder ? "of this build" : $"from {folder}";
        return $"{Version(path)} ({flavour}, {origin})";
    }

    // Major, minor and patch in the three highest bytes; absent before libtorch 2.9.
    private static unsafe string Version(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library) || !NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var function))
        {
            return "unknown version";
        }

        var version = ((delegate* unmanaged[Cdecl]<ulong>)function)();
        return $"{version >> 56}.{version >> 48 & 0xff}.{version >> 40 & 0xff}";
    }
}
