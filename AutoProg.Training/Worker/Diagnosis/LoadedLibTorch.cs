using System.Diagnostics;
using System.Runtime.InteropServices;
using AutoProg.Training.Native;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>The libtorch in this process; TorchSharp's own version number is the one it was compiled for.</summary>
public static class LoadedLibTorch
{
    /// <summary>Where it was loaded from; null before it is loaded.</summary>
    public static string? Folder => Path.GetDirectoryName(File());

    /// <summary>Version, flavour and folder, once it is loaded.</summary>
    public static string Describe()
    {
        if (File() is not { } file)
        {
            return "not loaded";
        }

        var folder = Path.GetDirectoryName(file)!;
        var flavour = Directory.EnumerateFiles(folder, "*torch_cuda*").Any() ? "cuda" : "cpu";
        var origin = folder == NativeLibraries.Folder ? "of this build" : $"from {folder}";
        return $"{Version(file)} ({flavour}, {origin})";
    }

    private static string? File()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) is "torch_cpu" or "libtorch_cpu");
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
