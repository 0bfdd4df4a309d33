using AutoProg.Contracts.Specification;
using AutoProg.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = AutoProg.Training.Optimization.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace AutoProg.Training.Tests.Optimization;

public sealed class AdamWTests
{
    private static readonly OptimizationSpec Spec = new() { WeightDecay = 0.5 };

    [Fact]
    public void Only_matrices_and_kernels_decay()
    {
        using var scope = NewDisposeScope();
        var parameters = new[] { ("fc.weight", Ones(2, 2)), ("fc.bias", Ones(2)), ("cls_token", Ones(1, 1, 2)), ("pos_embed", Ones(1, 3, 2)) };
        using var optimizer = new AdamW(parameters, Spec);
        Array.ForEach(parameters, pair => pair.Item2.grad = zeros_like(pair.Item2));

        optimizer.Step(0.1);

        Assert.Equal([0.95f, 1f, 1f, 1f], parameters.Select(pair => pair.Item2.mean().item<float>()), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_parameter_without_gradient_stays_where_it_is_and_costs_no_state()
    {
        using var scope = NewDisposeScope();
        var (trained, frozen) = (Ones(2, 2), Ones(2, 2));
        using var optimizer = new AdamW([("a", trained), ("b", frozen)], Spec);
        trained.grad = ones(2, 2);

        optimizer.Step(0.1);
        Assert.Equal(["a"], optimizer.State.Keys);

        optimizer.ZeroGrad();
        var after = trained.detach().clone();
        optimizer.Step(0.1);

        Assert.Null(trained.grad);
        Assert.True(after.Equals(trained));
        Assert.True(frozen.Equals(ones(2, 2)));
    }

    [Fact]
    public void Saved_state_goes_on_exactly()
    {
        using var scope = NewDisposeScope();
        var straight = Ones(3, 2);
        using var one = new AdamW([("w", straight)], Spec);
        StepTo(one, straight, 1);
        var resumed = new Parameter(straight.detach().clone());
        using var two = new AdamW([("w", resumed)], Spec, one.State);

        StepTo(one, straight, 2);
        StepTo(two, resumed, 2);

        Assert.True(straight.Equals(resumed));
        Assert.Equal(2f, two.State["w"].Step.item<float>());
    }

    [Fact]
    public void Clipping_scales_the_global_norm()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Ones(2), Ones(2));
        using var optimizer = new AdamW([("a", a), ("b", b)], Spec with { ClipNorm = 1, Beta1 = 0 });
        (a.grad, b.grad) = (full(2, 3.0f), full(2, 4.0f));

        optimizer.Step(0);

        var moments = cat([optimizer.State["a"].ExpAvg, optimizer.State["b"].ExpAvg]);
        Assert.Equal(1, moments.norm().item<float>(), 1e-4);
        Assert.Equal(0.75, (moments[0] / moments[2]).item<float>(), 1e-5);
    }

    [Fact]
    public void Bf16_parameters_follow_fp32_masters_that_keep_small_updates()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(ones(2, 2, bfloat16));
        using var optimizer = new AdamW([("w", weight)], Spec with { WeightDecay = 0 }, masters: new Dictionary<string, Tensor> { ["w"] = full(2, 2, 1.001f) });
        for (var step = 0; step < 10; step++)
        {
            weight.grad = ones(2, 2, bfloat16);
            optimizer.Step(1e-3);
        }

        Assert.Equal(float32, optimizer.Weights["w"].dtype);
        Assert.Equal(0.991, optimizer.Weights["w"].mean().item<float>(), 1e-5);
        Assert.True(weight.Equals(optimizer.Weights["w"].to(bfloat16)));
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var outer = NewDisposeScope();
        var weight = Ones(2, 2);
        using var optimizer = new AdamW([("w", weight)], Spec with { ClipNorm = 1 });
        using var average = new Ema(optimizer.Weights);
        void Step()
        {
            using var scope = NewDisposeScope();
            StepTo(optimizer, weight, 1);
            average.Update(0.9);
        }

        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Parameter Ones(params long[] shape) => new(ones(shape));

    private static void StepTo(AdamW optimizer, Parameter weight, int seed)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        weight.grad = randn(weight.shape);
        optimizer.Step(0.01);
    }
}
