using System.Diagnostics;
using AutoProg.Contracts.Specification;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Worker.Diagnosis;

/// <summary>A second of training steps of a transformer of the demo's full size, to tell what a device does in practice.</summary>
public static class Calibration
{
    private const int Batch = 64, WarmupSteps = 2;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);
    private static readonly ModelSpec Model = Presets.Find(Presets.Demo)!.Spec.Model with { Stem = Stem.Patch };

    /// <summary>FLOPs per second over forward, backward and AdamW in fp32, counted as in <see cref="VitCost"/>.</summary>
    public static double TrainFlopsPerSecond(Device device)
    {
        using var scope = NewDisposeScope();
        var tokens = Model.TokensAt(Model.Resolution) + 1;
        var layer = nn.TransformerEncoderLayer(Model.Width, Model.Heads, (long)(Model.Width * Model.MlpRatio), dropout: 0);
        using var network = nn.TransformerEncoder(layer, Model.Depth).to(device);
        using var optimizer = optim.AdamW(network.parameters());
        var images = randn(tokens, Batch, Model.Width, device: device);           // (T, N, D)

        for (var step = 0; step < WarmupSteps; step++)
        {
            Step();
        }

        var clock = Stopwatch.StartNew();
        var steps = 0;
        for (; clock.Elapsed < Length; steps++)
        {
            Step();
        }

        return steps * Batch * VitCost.TrainFlops(Model, channels: 1, classes: 10, Model.Resolution, Model.Depth) / clock.Elapsed.TotalSeconds;

        void Step()
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = network.call(images, null, null).square().mean();
            loss.backward();
            optimizer.step();
            loss.item<float>(); // Waits for the device.
        }
    }
}
