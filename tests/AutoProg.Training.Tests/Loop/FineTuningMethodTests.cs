using AutoProg.Contracts.Specification;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Loop;
using AutoProg.Training.Models;
using AutoProg.Training.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

/// <summary>DiffFit, LoRA and linear probes in the one training loop.</summary>
public sealed class FineTuningMethodTests : IDisposable
{
    private static readonly string[] OfLabels = ["head.weight", "head.bias", "y_embedder.embedding_table.weight"];

    private readonly TempFolder folder = new();

    public static TheoryData<LearningTask, FineTuningMethod> Methods => new MatrixTheoryData<LearningTask, FineTuningMethod>(
        Enum.GetValues<LearningTask>(), [FineTuningMethod.Diffit, FineTuningMethod.Lora, FineTuningMethod.LinearProbe]);

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_begins_with_exactly_what_the_weights_compute(LearningTask task, FineTuningMethod method)
    {
        using var scope = NewDisposeScope();
        using var plain = Create(Of(task).By(FineTuningMethod.Full));
        using var tuned = Create(Of(task).By(method));

        Assert.True(Output(plain.Model).Equals(Output(tuned.Model)));
        Assert.True(Output(plain.Momentum()).Equals(Output(tuned.Momentum())));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Only_what_the_method_names_moves_and_has_optimizer_state(LearningTask task, FineTuningMethod method)
    {
        using var scope = NewDisposeScope();
        var spec = Of(task).By(method) with { Optimization = Of(task).Optimization with { WeightDecay = 0.05, MaxSteps = 4 } };
        using var fresh = Create(spec);
        using var run = new TinyRun(spec);
        var (journal, _) = run.Train();
        using var trained = run.Checkpoints.LoadNewest(_ => { })!;

        var before = fresh.Model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        var expected = before.Where(pair => IsNamed(method, pair.Key, pair.Value)).Select(pair => pair.Key).Order().ToArray();
        Assert.Equal(expected, Moved(trained.Model).Order());
        Assert.Equal(expected, Moved(trained.Momentum).Order());
        Assert.Equal(expected, trained.Optimizer.Keys.Where(key => key.EndsWith(".step", StringComparison.Ordinal)).Select(key => key[..^".step".Length]).Order());
        Assert.Equal(expected.Sum(name => before[name].numel()), journal.Single<Contracts.Events.StageStarted>().Parameters);

        // A's own noise is drawn anew in the run, so it is compared by its optimizer state alone.
        IEnumerable<string> Moved(IReadOnlyDictionary<string, Tensor> after) =>
            after.Where(pair => pair.Key.Contains("lora_A", StringComparison.Ordinal) || !pair.Value.Equals(before[pair.Key])).Select(pair => pair.Key);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Frozen_parameters_cost_no_gradient(LearningTask task, FineTuningMethod method)
    {
        using var scope = NewDisposeScope();
        using var network = Create(Of(task).By(method));
        Output(network.Model).square().sum().backward();

        foreach (var (name, parameter) in network.Model.named_parameters())
        {
            Assert.Equal((name, IsNamed(method, name, parameter)), (name, parameter.grad is not null));
        }
    }

    [Theory]
    [InlineData(LearningTask.Denoising, FineTuningMethod.Lora, Precision.Fp32)]
    [InlineData(LearningTask.Denoising, FineTuningMethod.Diffit, Precision.Fp32)]
    [InlineData(LearningTask.Classification, FineTuningMethod.Lora, Precision.Bf16)]
    [InlineData(LearningTask.Classification, FineTuningMethod.Diffit, Precision.Bf16)]
    public void A_stopped_and_resumed_run_trains_the_same_bits(LearningTask task, FineTuningMethod method, Precision precision)
    {
        var spec = Of(task).By(method);
        spec = spec with { Optimization = spec.Optimization with { Precision = precision, ClipNorm = 1 } };
        using var straight = new TinyRun(spec);
        using var parts = new TinyRun(spec);
        straight.Train();
        parts.Train(stopAfter: 3);
        parts.Train(stopAfter: 11);
        parts.Train();

        Assert.Equal(straight.Hashes(TinyRun.Steps), parts.Hashes(TinyRun.Steps));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_plain_model_of_the_merged_weights_computes_the_same(LearningTask task, FineTuningMethod method)
    {
        using var scope = NewDisposeScope();
        var spec = Of(task).By(method);
        using var tuned = Create(spec);
        using var plain = Create(spec.By(FineTuningMethod.Full));
        using (no_grad())
        {
            foreach (var (_, parameter) in tuned.Model.named_parameters().Where(pair => pair.parameter.requires_grad))
            {
                parameter.add_(randn_like(parameter) * 0.1);
            }
        }

        var merged = Adapters.Merged(tuned.Model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter), spec.FineTuning);
        var before = Output(plain.Model);
        using (no_grad())
        {
            foreach (var (name, parameter) in plain.Model.named_parameters())
            {
                parameter.copy_(merged[name]);
            }
        }

        Assert.Equal(plain.Model.named_parameters().Select(pair => pair.name).Order(), merged.Keys.Order());
        Assert.True(allclose(Output(tuned.Model), Output(plain.Model), 1e-4, 1e-5));
        Assert.False(allclose(before, Output(plain.Model), 1e-2, 1e-2));
    }

    [Fact]
    public void Networks_with_adapters_give_every_tensor_back()
    {
        var spec = Pretrained.Denoiser(folder);
        Create(spec.By(FineTuningMethod.Full)).Dispose();
        var live = new[] { FineTuningMethod.Full, FineTuningMethod.Lora, FineTuningMethod.Diffit }.Select(method =>
        {
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Create(spec.By(method)).Dispose();
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        }).ToArray();

        Assert.Equal([live[0], live[0]], live[1..]);
    }

    public void Dispose() => folder.Dispose();

    private RunSpec Of(LearningTask task) => task == LearningTask.Denoising ? Pretrained.Denoiser(folder) : Pretrained.Classifier(folder);

    private static bool IsNamed(FineTuningMethod method, string name, Tensor parameter) => OfLabels.Contains(name) || method switch
    {
        FineTuningMethod.Diffit => name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("norm", StringComparison.Ordinal)
            || name.EndsWith("gamma.weight", StringComparison.Ordinal) || (name.StartsWith("patch_embed.", StringComparison.Ordinal) && parameter.dim() == 1),
        FineTuningMethod.Lora => name.Contains("lora_", StringComparison.Ordinal),
        _ => name.StartsWith("final_layer.", StringComparison.Ordinal),
    };

    private static Network Create(RunSpec spec)
    {
        random.manual_seed(3);
        using var weights = Training.Storage.WeightsFile.Read(spec.Model.Weights!);
        return Network.Create(new NetworkShape(spec, 1, 10, CPU), new GrowthStage(0, 28, 4), model =>
        {
            using var gradients = no_grad();
            foreach (var (name, parameter) in model.named_parameters().Where(pair => weights.Tensors.ContainsKey(pair.name)))
            {
                parameter.copy_(weights.Tensors[name]);
            }
        });
    }

    private static Tensor Output(nn.Module model)
    {
        random.manual_seed(9);
        var images = randn(3, 1, 28, 28);
        model.eval();
        return model is Dit dit
            ? dit.Predict(images, tensor(new long[] { 3, 400, 900 }), new Condition(tensor(new long[] { 0, 4, 9 })))
            : ((VisionModel)model).call(images);
    }
}
