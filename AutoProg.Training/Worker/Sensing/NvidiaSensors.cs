using System.Runtime.InteropServices;
using AutoProg.Contracts.Events;

namespace AutoProg.Training.Worker.Sensing;

/// <summary>The sensors of one NVIDIA GPU, by the driver's management library (NVML). What a card lacks is left out.</summary>
internal sealed unsafe class NvidiaSensors
{
    private const uint CoreTemperature = 0;
    private readonly nint library, device;

    private NvidiaSensors(nint library, nint device) => (this.library, this.device) = (library, device);

    private static string Library => OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";

    /// <summary>By CUDA's number, or null where the library or the card does not answer.</summary>
    public static NvidiaSensors? Find(int ordinal)
    {
        if (!NativeLibrary.TryLoad(Library, out var library) || BusId(ordinal) is not { } bus
            || !NativeLibrary.TryGetExport(library, "nvmlInit_v2", out var initialize)
            || !NativeLibrary.TryGetExport(library, "nvmlDeviceGetHandleByPciBusId_v2", out var find)
            || ((delegate* unmanaged<int>)initialize)() != 0)
        {
            return null;
        }

        nint device;
        fixed (byte* name = bus)
        {
            return ((delegate* unmanaged<byte*, nint*, int>)find)(name, &device) == 0 ? new NvidiaSensors(library, device) : null;
        }
    }

    public IEnumerable<(string Series, double Value)> Read()
    {
        var read = new List<(string, double)>();
        Utilization use;
        if (Ask("nvmlDeviceGetUtilizationRates", &use))
        {
            read.Add((SeriesNames.GpuUse, use.Gpu / 100.0));
        }

        Memory memory;
        if (Ask("nvmlDeviceGetMemoryInfo", &memory))
        {
            read.Add((SeriesNames.GpuMemory, memory.Used));
        }

        uint milliwatts, celsius;
        if (Ask("nvmlDeviceGetPowerUsage", &milliwatts))
        {
            read.Add((SeriesNames.GpuPower, milliwatts / 1000.0));
        }

        if (NativeLibrary.TryGetExport(library, "nvmlDeviceGetTemperature", out var temperature)
            && ((delegate* unmanaged<nint, uint, uint*, int>)temperature)(device, CoreTemperature, &celsius) == 0)
        {
            read.Add((SeriesNames.GpuTemperature, celsius));
        }

        return read;
    }

    private bool Ask(string function, void* answer) =>
        NativeLibrary.TryGetExport(library, function, out var address) && ((delegate* unmanaged<nint, void*, int>)address)(device, answer) == 0;

    // CUDA and NVML number cards differently, and CUDA_VISIBLE_DEVICES hides some from CUDA alone; the place on the bus is the same.
    private static byte[]? BusId(int ordinal)
    {
        var cudaLibrary = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(cudaLibrary, out var cuda)
            || !NativeLibrary.TryGetExport(cuda, "cuDeviceGet", out var get) || !NativeLibrary.TryGetExport(cuda, "cuDeviceGetPCIBusId", out var bus))
        {
            return null;
        }

        int device;
        var name = new byte[64];
        fixed (byte* text = name)
        {
            return ((delegate* unmanaged<int*, int, int>)get)(&device, ordinal) == 0 && ((delegate* unmanaged<byte*, int, int, int>)bus)(text, name.Length, device) == 0 ? name : null;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Utilization
    {
        public uint Gpu, MemoryTraffic;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total, Free, Used;
    }
}
