using System.Diagnostics;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>A second of training steps of the demo's model at full size, to tell what a device does in practice.</summary>
public static class Calibration
{
    private const int Channels = 1, Classes = 10, WarmupSteps = 2;
    private const double LeastShare = 0.8;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    /// <summary>
    /// FLOPs per second over forward, backward and optimizer in fp32, counted as in <see cref="ModelCost"/>; null where
    /// others had the processor meanwhile, as a training run does: torch's threads wait for each other, so steps then take many times as long.
    /// </summary>
    public static double? TrainFlopsPerSecond(Device device)
    {
        using var scope = NewDisposeScope();
        var spec = Presets.Find(Presets.Demo)!.Spec;
        var (model, batch) = (spec.Model, spec.Optimization.BatchSize);
        using var network = new Vit(model, Channels, Classes, model.Depth);
        network.to(device);
        using var optimizer = new AdamW(network.named_parameters(), spec.Optimization);
        var images = randn(batch, Channels, model.Resolution, model.Resolution, device: device);   // (N, C, H, W)
        var labels = zeros(batch, int64, device);                                                  // (N)

        for (var step = 0; step < WarmupSteps; step++)
        {
            Step();
        }

        // The fastest step: others may use the machine just now.
        var fastest = TimeSpan.MaxValue;
        var (clock, busyBefore) = (Stopwatch.StartNew(), ProcessorTime());
        while (clock.Elapsed < Length)
        {
            var before = clock.Elapsed;
            Step();
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, (clock.Elapsed - before).Ticks));
        }

        if (device.type == DeviceType.CPU && IsCrowded(ProcessorTime() - busyBefore, clock.Elapsed, get_num_threads()))
        {
            return null;
        }

        return batch * ModelCost.TrainFlops(model, Channels, Classes, model.Resolution, model.Depth) / fastest.TotalSeconds;

        void Step()
        {
            using var inner = NewDisposeScope();
            optimizer.ZeroGrad();
            var loss = nn.functional.cross_entropy(network.call(images), labels);
            loss.backward();
            optimizer.Step(spec.Optimization.LearningRate);
            loss.item<float>(); // Waits for the device.
        }
    }

    /// <summary>True where so many busy threads got clearly less processor time than they asked for.</summary>
    internal static bool IsCrowded(TimeSpan busy, TimeSpan wall, int threads) => busy < LeastShare * threads * wall;

    private static TimeSpan ProcessorTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
