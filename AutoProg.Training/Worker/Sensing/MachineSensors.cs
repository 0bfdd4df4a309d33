using AutoProg.Contracts.Events;
using AutoProg.Training.Loop;

namespace AutoProg.Training.Worker.Sensing;

/// <summary>Reads the machine every five seconds from a thread of its own: a slow driver delays no step.</summary>
public sealed class MachineSensors : ISensors, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly DriveInfo disk;
    private readonly NvidiaSensors? gpu;
    private readonly ITimer timer;
    private IReadOnlyList<(string Series, double Value)> newest = [];
    private (long At, TimeSpan Spent) cpu;

    /// <param name="folder">Of the run: the disk it fills.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda:N</c>.</param>
    public MachineSensors(string folder, string device, TimeProvider time)
    {
        (this.time, disk) = (time, new DriveInfo(Path.GetFullPath(folder)));
        gpu = device.StartsWith("cuda:", StringComparison.Ordinal) ? NvidiaSensors.Find(int.Parse(device.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture)) : null;
        cpu = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        timer = time.CreateTimer(_ => Read(), null, Period, Period);
    }

    public IReadOnlyList<(string Series, double Value)> Take()
    {
        lock (gate)
        {
            var taken = newest;
            newest = [];
            return taken;
        }
    }

    public void Dispose() => timer.Dispose();

    private void Read()
    {
        var (now, spent) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var cores = time.GetElapsedTime(cpu.At, now) * Environment.ProcessorCount;
        var read = new List<(string, double)>
        {
            (SeriesNames.CpuUse, Math.Clamp((spent - cpu.Spent) / cores, 0, 1)),
            (SeriesNames.Memory, Environment.WorkingSet),
        };
        cpu = (now, spent);
        try
        {
            read.Add((SeriesNames.DiskFree, disk.AvailableFreeSpace));
        }
        catch (IOException)
        {
            // A drive that does not answer is missing, not full.
        }

        read.AddRange(gpu?.Read() ?? []);
        lock (gate)
        {
            newest = read;
        }
    }
}
