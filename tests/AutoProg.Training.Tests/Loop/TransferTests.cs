using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Loop;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using AutoProg.Training.Tests.ZeroShot;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Classifiers that start from weights, fine-tuned stage by stage by the code that fine-tunes diffusion models.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void A_zero_shot_search_decides_what_of_a_classifier_trains()
    {
        using var run = new TinyRun(Searched);
        var (journal, result) = run.Train();

        var decided = journal.Events.OfType<UnfreezingDecided>().ToArray();
        var stages = journal.Events.OfType<StageStarted>().ToArray();
        Assert.Equal([0, 1, 2], decided.Select(decision => decision.Index));
        Assert.All(decided.SelectMany(decision => decision.Candidates), one => Assert.True(one.Measured is { Proxies: { NtkCondition: >= 1, Zico: > 0 }, Time: > 0 }));
        Assert.Equal(decided.Select(decision => decision.Winner), stages.Take(3).Select(stage => new Candidate(stage.Stage.Resolution, stage.Stage.Depth)));
        Assert.Equal((28, 4), (stages[^1].Stage.Resolution, stages[^1].Stage.Depth));
        Assert.True(stages[0].Parameters < stages[^1].Parameters);
        Assert.Equal(result!.TrainFlops, stages[^1].TotalFlops, 1.0);
        Assert.InRange(result.Top1!.Value, 0, 1);
    }

    [Fact]
    public void A_search_stopped_in_between_trains_the_same_bits()
    {
        using var straight = new TinyRun(Searched);
        using var parts = new TinyRun(Searched);
        straight.Train();
        parts.Train(stopAfter: 5);
        parts.Train(stopAfter: 12);
        parts.Train();

        Assert.Equal(straight.Hashes(TinyRun.Steps), parts.Hashes(TinyRun.Steps));
    }

    [Fact]
    public void Blocks_below_the_trained_ones_stay_as_the_weights_have_them()
    {
        var spec = Pretrained.Classifier(folder) with
        {
            Schedule = new() { Kind = ScheduleKind.Manual, Operator = GrowthOperatorKind.Interpolation, Stages = [new(0, 20, 1), new(0.5, 28, 4)] },
        };
        using var run = new TinyRun(spec);
        run.Train(stopAfter: 4);
        using var snapshot = run.Checkpoints.LoadNewest(_ => { })!;
        using var weights = WeightsFile.Read(spec.Model.Weights!);

        foreach (var (name, tensor) in weights.Tensors)
        {
            var trains = name.StartsWith("blocks.3.", StringComparison.Ordinal) || name.StartsWith("norm.", StringComparison.Ordinal) || name.StartsWith("head.", StringComparison.Ordinal);
            Assert.Equal((name, !trains), (name, tensor.Equals(snapshot.Model[name])));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_frozen_prefix_changes_neither_the_logits_nor_the_gradients_above_it(int prefix)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        using var model = new Vit(TinyRun.Spec.Model, 1, 10, depth: 4);
        var images = randn(2, 1, 28, 28);
        var (expected, whole) = Backward();
        model.FrozenPrefix = prefix;
        model.zero_grad();
        var (actual, partial) = Backward();

        Assert.True(expected.Equals(actual));
        Assert.True(whole["head.weight"].Equals(partial["head.weight"]));
        foreach (var block in Enumerable.Range(0, 4))
        {
            var name = $"blocks.{block}.mlp.fc1.weight";
            Assert.True(partial.TryGetValue(name, out var gradient) ? block >= prefix && whole[name].Equals(gradient) : block < prefix, name);
        }

        Assert.Equal(prefix == 0, partial.ContainsKey("cls_token"));

        (Tensor Logits, Dictionary<string, Tensor> Gradients) Backward()
        {
            var logits = model.call(images);
            logits.square().sum().backward();
            return (logits, model.named_parameters().Where(pair => pair.parameter.grad is not null && pair.parameter.grad.abs().max().item<float>() > 0)
                .ToDictionary(pair => pair.name, pair => pair.parameter.grad!.clone()));
        }
    }

    [Fact]
    public void A_classifier_of_as_many_classes_starts_anew_where_that_is_asked_for()
    {
        var spec = Pretrained.Classifier(folder) with { FineTuning = new() { FreshHead = true } };
        using var run = new TinyRun(spec with { Schedule = new() { Kind = ScheduleKind.None } });
        var (journal, _) = run.Train(stopAfter: 0);
        using var snapshot = run.Checkpoints.LoadNewest(_ => { })!;
        using var weights = WeightsFile.Read(spec.Model.Weights!);

        Assert.EndsWith("As asked, head.bias, head.weight start fresh.", journal.Single<Notice>().Message);
        Assert.False(weights.Tensors["head.weight"].Equals(snapshot.Model["head.weight"]));
        Assert.True(weights.Tensors["norm.weight"].Equals(snapshot.Model["norm.weight"]));
    }

    public void Dispose() => folder.Dispose();

    private RunSpec Searched => Pretrained.Classifier(folder, classes: 3) with
    {
        Schedule = TinyRun.Denoising.Schedule,
        Search = TinyRun.Denoising.Search,
        Evaluation = TinyRun.Denoising.Evaluation,
    };
}
