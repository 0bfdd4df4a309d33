using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

public sealed class StartFromWeightsTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void A_run_trains_from_exactly_the_weights_it_names(Precision precision)
    {
        using var scope = NewDisposeScope();
        var spec = Starting(precision) with { Optimization = Starting(precision).Optimization with { LearningRate = 0, MinLearningRate = 0, WarmupLearningRate = 0, MaxSteps = 1 } };
        using var run = new TinyRun(spec);

        var (journal, _) = run.Train();

        Assert.Equal($"Starts from the weights in '{spec.Model.Weights}'. They are for 3 classes, so head.bias, head.weight start fresh.", journal.Single<Notice>().Message);
        using var snapshot = run.Checkpoints.LoadNewest(message => Assert.Fail(message))!;
        using var weights = WeightsFile.Read(spec.Model.Weights!);
        Assert.All(weights.Tensors.Where(pair => !pair.Key.StartsWith("head.", StringComparison.Ordinal)), pair =>
        {
            Assert.True(pair.Value.Equals(snapshot.Model[pair.Key]), pair.Key);
            Assert.True(pair.Value.Equals(snapshot.Momentum[pair.Key]), pair.Key);
        });
    }

    [Fact]
    public void A_resumed_run_needs_the_file_no_longer()
    {
        var spec = Starting(Precision.Fp32);
        using var run = new TinyRun(spec);
        run.Train(stopAfter: 3);
        File.Delete(spec.Model.Weights!);

        var (journal, result) = run.Train();

        Assert.NotNull(result);
        Assert.Empty(journal.Events.OfType<Notice>());
    }

    [Fact]
    public void A_missing_file_is_bad_input()
    {
        var spec = TinyRun.Spec with { Model = TinyRun.Spec.Model with { Weights = folder["none.safetensors"] } };
        using var run = new TinyRun(spec);

        var failure = Assert.Throws<InvalidWeightsException>(() => run.Train());

        Assert.Contains("model.weights", failure.Message);
        Assert.Equal((FailureReason.BadInput, failure.Message), Training.Worker.Failures.Explain(failure));
    }

    public void Dispose() => folder.Dispose();

    private RunSpec Starting(Precision precision)
    {
        var model = TinyRun.Spec.Model;
        random.manual_seed(5);
        using var source = VisionModel.Create(model, channels: 1, classes: 3, model.Depth);
        SafetensorsFile.Write(folder["w.safetensors"], source.state_dict());
        return TinyRun.Spec with
        {
            Model = model with { Weights = folder["w.safetensors"] },
            Schedule = TinyRun.Spec.Schedule with { Kind = ScheduleKind.None },
            Optimization = TinyRun.Spec.Optimization with { Precision = precision },
        };
    }
}
