using System.Diagnostics;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using AutoProg.Training.ZeroShot;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.ZeroShot;

public sealed class NeuralTangentKernelTests(ITestOutputHelper output)
{
    private const int Samples = 5;
    private const double Exact = 1e-12;

    private readonly Tensor images = randn(Samples, 3, 8, 8, float64, generator: new Generator(3));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_pass_equals_a_backward_pass_per_sample(bool biases)
    {
        using var net = new TappedNet(seed: 1);

        var measured = NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images), biases);

        AssertEqual(BruteForce.Measure(net, TappedNet.Units, Samples, () => net.call(images), biases), measured);
        Assert.Equal(["mixing_weight"], measured.PerSample);
    }

    [Fact]
    public void A_layer_that_runs_twice_counts_both_times()
    {
        using var net = new TappedNet(seed: 2) { Repeats = true };

        var measured = NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images));

        AssertEqual(BruteForce.Measure(net, TappedNet.Units, Samples, () => net.call(images)), measured);
        Assert.DoesNotContain("blocks.0.weight", measured.PerSample);
    }

    [Fact]
    public void A_weight_that_is_also_used_unseen_is_noticed_and_measured_sample_by_sample()
    {
        using var net = new TappedNet(seed: 2) { UsesTwice = true };

        var measured = NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images));

        AssertEqual(BruteForce.Measure(net, TappedNet.Units, Samples, () => net.call(images)), measured);
        Assert.Equal(["blocks.1.weight", "mixing_weight"], measured.PerSample.Order());
    }

    [Fact]
    public void Classifiers_that_read_their_last_block_by_hand_are_exact_too()
    {
        using var scope = NewDisposeScope();
        var spec = new ModelSpec { Family = ModelFamily.Vit, Stem = Stem.Patch, Resolution = 16, PatchSize = 4, Width = 24, Depth = 3, Heads = 3 };
        using var vit = new Vit(spec, channels: 3, classes: 7, depth: 3);
        vit.to(float64);
        var pictures = randn(4, 3, 16, 16, float64);

        var measured = NeuralTangentKernel.Measure(vit, UnitsOf.Blocks(3), 4, () => vit.call(pictures));

        AssertEqual(BruteForce.Measure(vit, UnitsOf.Blocks(3), 4, () => vit.call(pictures)), measured);
        Assert.Equal(["blocks.2.attn.qkv.weight"], measured.PerSample);
    }

    [Fact]
    public void Frozen_parameters_do_not_count()
    {
        using var net = new TappedNet(seed: 1);
        foreach (var (name, parameter) in net.named_parameters().Where(pair => pair.name.StartsWith("blocks.0.")))
        {
            parameter.requires_grad = false;
        }

        var measured = NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images));

        Assert.All(measured.Units[0].Values, value => Assert.Equal(0, value));
        AssertEqual(BruteForce.Measure(net, TappedNet.Units, Samples, () => net.call(images)), measured);
    }

    [Fact]
    public void It_leaves_gradients_and_the_model_as_they_were_and_no_tensors()
    {
        using var scope = NewDisposeScope();
        using var net = new TappedNet(seed: 1);
        net.call(images).sum().backward();
        var before = net.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad!.clone());
        var said = net.call(images).detach();
        NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images));
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images));

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.All(net.named_parameters(), pair => Assert.True(allclose(before[pair.name], pair.parameter.grad!, rtol: 0, atol: 0)));
        Assert.True(allclose(said, net.call(images), rtol: 0, atol: 0));
    }

    [Fact]
    public void Rows_that_belong_to_no_sample_are_refused()
    {
        using var net = new TappedNet(seed: 1);

        var wrong = Assert.Throws<InvalidOperationException>(
            () => NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images).narrow(0, 0, 3)));

        Assert.Contains("3 outputs for 5 samples", wrong.Message);
    }

    [Fact]
    public void Kernels_of_units_add_up()
    {
        using var net = new TappedNet(seed: 1);
        var gram = NeuralTangentKernel.Measure(net, TappedNet.Units, Samples, () => net.call(images));

        Assert.Equal(gram.Rest[1, 2] + gram.Units[1][1, 2], gram.Over([1])[1, 2], 1e-9);
        Assert.True(BruteForce.Distance(gram.Over([0]) + gram.Units[1], gram.Whole) < Exact);
    }

    [Fact]
    public void One_pass_over_32_samples_is_faster_than_32()
    {
        const int Batch = 32;
        using var scope = NewDisposeScope();
        using var model = new Dit(new ModelSpec { Family = ModelFamily.Dit, Resolution = 8, PatchSize = 2, Width = 64, Depth = 4, Heads = 4, Dit = new() { LatentFactor = 1 } }, classes: 10);
        using (no_grad())
        {
            foreach (var parameter in model.parameters())
            {
                nn.init.normal_(parameter, 0, 0.05);
            }
        }

        var (x, t, condition) = (randn(Batch, 4, 8, 8), randint(1000, Batch, int64), new Condition(randint(10, Batch, int64)));
        var units = new UnfreezingUnits(model.Groups);
        model.Predict(x, t, condition).sum().backward(); // The first pass of a process takes longer.
        var (slow, slowTime) = Timed(() => BruteForce.Measure(model, units, Batch, () => model.Predict(x, t, condition)));
        var (fast, fastTime) = Timed(() => NeuralTangentKernel.Measure(model, units, Batch, () => model.Predict(x, t, condition)));

        output.WriteLine($"{Batch} samples: {slowTime * 1e3:f0} ms by {Batch} passes, {fastTime * 1e3:f0} ms by one, {slowTime / fastTime:f1} times faster");
        AssertEqual(slow, fast, 1e-5); // Of fp32 gradients.
        Assert.Empty(fast.PerSample);
        Assert.True(fastTime < slowTime);

        static (NtkGram, double) Timed(Func<NtkGram> measure)
        {
            var begun = Stopwatch.GetTimestamp();
            return (measure(), Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
    }

    private static void AssertEqual(NtkGram expected, NtkGram actual, double allowed = Exact)
    {
        Assert.All(expected.Units.Append(expected.Rest).Zip(actual.Units.Append(actual.Rest)), pair =>
            Assert.InRange(BruteForce.Distance(pair.Second, pair.First), 0, allowed));
        Assert.True(expected.Rest.Trace > 0);
    }
}
