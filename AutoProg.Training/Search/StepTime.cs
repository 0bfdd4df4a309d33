using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Search;

/// <summary>Seconds of training steps, the device synchronised: what was launched before is not counted, what the step launched is.</summary>
internal static class StepTime
{
    public static double Of(Device device, Action step)
    {
        Synchronize(device);
        var begun = Stopwatch.GetTimestamp();
        step();
        Synchronize(device);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Waits until a device has done all that it was given.</summary>
    public static void Synchronize(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
    }

    /// <summary>Of an even number of values, the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> seconds)
    {
        var sorted = seconds.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
