using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>A GPU by the driver's own numbering, which CUDA shares.</summary>
public sealed record NvidiaGpu(string Name, double MemoryGigabytes);

/// <summary>The NVIDIA driver and its GPUs, asked without libtorch.</summary>
/// <param name="Description">For people; <c>none</c> where there is no driver.</param>
public sealed unsafe record NvidiaDriver(bool IsInstalled, string Description, IReadOnlyList<NvidiaGpu> Gpus)
{
    private static string Library => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    public static NvidiaDriver Find()
    {
        if (!NativeLibrary.TryLoad(Library, out var cuda))
        {
            return KernelVersion() is { } version
                ? new(true, $"{version}, but {Library} is missing", [])
                : new(false, "none", []);
        }

        var initialize = (delegate* unmanaged<uint, int>)NativeLibrary.GetExport(cuda, "cuInit");
        var driverVersion = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(cuda, "cuDriverGetVersion");
        int code, supported;
        if ((code = initialize(0)) != 0 || (code = driverVersion(&supported)) != 0)
        {
            return new(true, $"{KernelVersion() ?? Library}, which answers with CUDA error {code}", []);
        }

        return new(true, $"{KernelVersion() ?? Library}, CUDA up to {supported / 1000}.{supported % 1000 / 10}", Enumerate(cuda));
    }

    private static List<NvidiaGpu> Enumerate(nint cuda)
    {
        var getCount = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(cuda, "cuDeviceGetCount");
        var getDevice = (delegate* unmanaged<int*, int, int>)NativeLibrary.GetExport(cuda, "cuDeviceGet");
        var getName = (delegate* unmanaged<byte*, int, int, int>)NativeLibrary.GetExport(cuda, "cuDeviceGetName");
        var getMemory = (delegate* unmanaged<nuint*, int, int>)NativeLibrary.GetExport(cuda, "cuDeviceTotalMem_v2");

        var gpus = new List<NvidiaGpu>();
        int count;
        if (getCount(&count) != 0)
        {
            return gpus;
        }

        var name = stackalloc byte[256];
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            int device;
            nuint bytes;
            if (getDevice(&device, ordinal) == 0 && getName(name, 256, device) == 0 && getMemory(&bytes, device) == 0)
            {
                gpus.Add(new(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)), bytes / 1e9));
            }
        }

        return gpus;
    }

    private static string? KernelVersion()
    {
        const string LinuxFile = "/proc/driver/nvidia/version";
        var windowsFile = Path.Combine(Environment.SystemDirectory, "nvcuda.dll");
        return File.Exists(LinuxFile) ? "NVIDIA driver " + File.ReadLines(LinuxFile).First().Split(':')[^1].Trim()
            : OperatingSystem.IsWindows() && File.Exists(windowsFile) ? $"NVIDIA driver {FileVersionInfo.GetVersionInfo(windowsFile).FileVersion}"
            : null;
    }
}
