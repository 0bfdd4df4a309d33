using System.Text.Json.Serialization;
using AutoProg.Contracts;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Loop;
using AutoProg.Training.Models;
using AutoProg.Training.Search;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Benchmarks;

/// <summary>What a training step costs.</summary>
/// <param name="MsPerStep">Median over the timed steps: forward, backward, optimizer and momentum network.</param>
/// <param name="TflopsPerS">Of forward and backward, multiply-add = 2.</param>
public sealed record StepRow(string Model, int Resolution, int Depth, int Batch, Precision Precision, string Mode, double MsPerStep, double ImagesPerS, double TflopsPerS);

/// <summary>Times training steps of a model on random images: the same network, optimizer and momentum network as a run.</summary>
internal static class StepBench
{
    private const int WarmupSteps = 3, Classes = 1000, Channels = 3;
    private const string Eager = "eager";

    public static StepRow Measure(ModelSpec model, int resolution, int batch, Precision precision, int steps, Device device)
    {
        var spec = new RunSpec
        {
            Model = model,
            Data = new() { Dataset = DataSpec.ImageFolder, Path = "." },
            Optimization = new() { BatchSize = batch, Precision = precision },
        };
        using var scope = NewDisposeScope();
        using var network = Network.Create(new NetworkShape(spec, Channels, Classes, device), new GrowthStage(0, resolution, model.Depth));
        network.MomentumHalfLife = 100;
        var images = randn(batch, Channels, resolution, resolution, device: device);   // (N, C, R, R)
        var labels = randint(Classes, batch, int64, device);                           // (N)
        var times = Enumerable.Range(0, WarmupSteps + steps).Select(_ => StepTime.Of(device, () => Step(network, images, labels))).Skip(WarmupSteps).ToArray();
        var seconds = StepTime.Median(times);
        var flops = RunPlan.FlopsPerStep(spec, Classes)(resolution, model.Depth);
        return new StepRow(model.Name, resolution, model.Depth, batch, precision, Eager, seconds * 1e3, batch / seconds, flops / seconds / 1e12);
    }

    private static void Step(Network network, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        nn.functional.cross_entropy(((VisionModel)network.Model).call(images), labels).backward();
        network.Update(1e-4);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(Kebab<Precision>)])]
[JsonSerializable(typeof(IReadOnlyList<StepRow>))]
internal sealed partial class StepJson : JsonSerializerContext;
