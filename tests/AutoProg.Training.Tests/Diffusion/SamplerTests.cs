using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Diffusion;

public sealed class SamplerTests
{
    private static readonly long[] Shape = [2, 3, 3];

    private readonly NoiseSchedule schedule = NoiseSchedule.Of(NoiseScheduleKind.ScaledLinear, 100);

    public static TheoryData<SamplerKind, TimestepSpacing, bool> Ways => Of(
        (kind, _, karras) => !karras || kind is SamplerKind.DpmSolver or SamplerKind.Euler);

    /// <summary>Those that ask the network only where it was trained, at whole timesteps and their noise.</summary>
    public static TheoryData<SamplerKind, TimestepSpacing, bool> WholeWays => Of(
        (kind, spacing, karras) => !karras && (kind, spacing) != (SamplerKind.Euler, TimestepSpacing.Linspace));

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_best_network_for_one_image_samples_that_image(SamplerKind kind, TimestepSpacing spacing, bool karras)
    {
        using var scope = NewDisposeScope();
        using var noise = new SampleNoise(seed: 1, first: 0, count: 3, Shape);
        using var sampler = Samplers.Create(new(kind, 8) { Spacing = spacing, Karras = karras, Offset = 1 }, schedule);
        var image = (rand(Shape) * 2 - 1).unsqueeze(0);
        var samples = Sampling.Run(sampler, new KnownImage(schedule, image).Noise, noise);

        Assert.True(allclose(samples, image.expand_as(samples), atol: 1e-3));
    }

    [Theory]
    [MemberData(nameof(WholeWays))]
    public void Velocity_and_noise_draw_the_same_samples(SamplerKind kind, TimestepSpacing spacing, bool karras)
    {
        using var scope = NewDisposeScope();
        var network = new ConvertedNetwork(schedule);
        var options = new SamplerOptions(kind, 8) { Spacing = spacing, Karras = karras, Variance = ReverseVariance.LearnedRange };
        Tensor Samples(PredictionTarget prediction, NoisePredictor predictor)
        {
            using var noise = new SampleNoise(seed: 1, first: 0, count: 2, Shape);
            using var sampler = Samplers.Create(options with { Prediction = prediction }, schedule);
            return Sampling.Run(sampler, predictor, noise);
        }

        Assert.True(allclose(Samples(PredictionTarget.Epsilon, network.Noise), Samples(PredictionTarget.V, network.Velocity), atol: 1e-3));
    }

    [Theory]
    [MemberData(nameof(WholeWays))]
    public void Added_noise_reaches_the_network_as_in_training(SamplerKind kind, TimestepSpacing spacing, bool karras)
    {
        using var scope = NewDisposeScope();
        using var forward = new ForwardProcess(schedule, CPU);
        using var sampler = Samplers.Create(new(kind, 8) { Spacing = spacing, Karras = karras }, schedule);
        var (clean, noise) = (rand(2, 2, 3, 3), randn(2, 2, 3, 3));
        for (var step = 0; step < sampler.Timesteps.Count; step++)
        {
            var timesteps = full(2, (long)sampler.Timesteps[step], dtype: int64);
            var scaled = sampler.ScaleInput(sampler.AddNoise(clean, noise, step), step);
            Assert.True(allclose(forward.Noised(clean, timesteps, noise), scaled, atol: 1e-5));
        }
    }

    [Theory]
    [InlineData(SamplerKind.Ddim, TimestepSpacing.Trailing, 0, new double[] { 99, 74, 49, 24 })]
    [InlineData(SamplerKind.Ddim, TimestepSpacing.Leading, 1, new double[] { 76, 51, 26, 1 })]
    [InlineData(SamplerKind.Ddpm, TimestepSpacing.Linspace, 0, new double[] { 99, 66, 33, 0 })]
    [InlineData(SamplerKind.Euler, TimestepSpacing.Linspace, 0, new double[] { 99, 66, 33, 0 })]
    [InlineData(SamplerKind.DpmSolver, TimestepSpacing.Trailing, 0, new double[] { 99, 74, 49, 24 })]
    [InlineData(SamplerKind.DpmSolver, TimestepSpacing.Leading, 0, new double[] { 80, 60, 40, 20 })]
    [InlineData(SamplerKind.DpmSolver, TimestepSpacing.Linspace, 0, new double[] { 99, 74, 50, 25 })]
    public void Timesteps_are_spaced(SamplerKind kind, TimestepSpacing spacing, int offset, double[] timesteps)
    {
        using var scope = NewDisposeScope();
        using var sampler = Samplers.Create(new(kind, 4) { Spacing = spacing, Offset = offset }, schedule);
        Assert.Equal(timesteps, sampler.Timesteps);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(101, 0)]
    [InlineData(10, 10)]
    public void Steps_that_do_not_fit_are_refused(int steps, int offset) => Assert.Throws<ArgumentException>(
        () => Samplers.Create(new(SamplerKind.Ddim, steps) { Spacing = TimestepSpacing.Leading, Offset = offset }, schedule));

    [Fact]
    public void Full_eta_is_the_ancestral_step()
    {
        using var scope = NewDisposeScope();
        Tensor Samples(SamplerKind kind)
        {
            using var noise = new SampleNoise(seed: 1, first: 0, count: 2, Shape);
            using var sampler = Samplers.Create(new(kind, 8) { Eta = 1 }, schedule);
            return Sampling.Run(sampler, new ConvertedNetwork(schedule).Noise, noise);
        }

        Assert.True(allclose(Samples(SamplerKind.Ddim), Samples(SamplerKind.Ddpm), rtol: 1e-4, atol: 1e-4));
    }

    [Theory]
    [InlineData(SamplerKind.Ddim)]
    [InlineData(SamplerKind.Ddpm)]
    [InlineData(SamplerKind.DpmSolver)]
    [InlineData(SamplerKind.Euler)]
    public void An_image_is_the_same_in_any_batch(SamplerKind kind)
    {
        using var scope = NewDisposeScope();
        using var sampler = Samplers.Create(new(kind, 5), schedule);
        Tensor Samples(int first, int count)
        {
            using var noise = new SampleNoise(seed: 4, first, count, Shape);
            return Sampling.Run(sampler, new ConvertedNetwork(schedule).Noise, noise);
        }

        var together = Samples(0, 5);
        Assert.True(allclose(together, cat([Samples(0, 2), Samples(2, 1), Samples(3, 2)]), atol: 1e-6));
        Assert.False(allclose(together[0], together[1], atol: 0.01));
    }

    [Fact]
    public void Clipped_estimates_stay_within_the_pixels()
    {
        using var scope = NewDisposeScope();
        Assert.All(Enum.GetValues<SamplerKind>(), kind =>
        {
            using var sampler = Samplers.Create(new(kind, 4) { Clip = true }, schedule);
            using var noise = new SampleNoise(seed: 4, first: 0, count: 2, Shape);
            var samples = Sampling.Run(sampler, (noised, _) => -20 * noised, noise);
            Assert.Equal(1, samples.abs().max().item<float>(), 1e-5);
        });
    }

    [Fact]
    public void Sampling_leaves_only_the_images()
    {
        using var scope = NewDisposeScope();
        Assert.All(Enum.GetValues<SamplerKind>(), kind =>
        {
            using var sampler = Samplers.Create(new(kind, 4), schedule);
            using var noise = new SampleNoise(seed: 4, first: 0, count: 2, Shape);
            var before = scope.DisposablesCount;
            Sampling.Run(sampler, new ConvertedNetwork(schedule).Noise, noise);
            Assert.Equal(before + 1, scope.DisposablesCount);
        });
    }

    [Fact]
    public void A_specification_chooses_the_sampler()
    {
        var spec = new DiffusionSpec { Prediction = PredictionTarget.V, Sampler = SamplerKind.Euler, SamplingSteps = 7 };
        Assert.Equal(
            new SamplerOptions(SamplerKind.Euler, 7) { Prediction = PredictionTarget.V, Variance = ReverseVariance.LearnedRange, Clip = true },
            SamplerOptions.Of(spec, learnsVariance: true, clip: true));
    }

    private static TheoryData<SamplerKind, TimestepSpacing, bool> Of(Func<SamplerKind, TimestepSpacing, bool, bool> taken)
    {
        var ways = from kind in Enum.GetValues<SamplerKind>()
                   from spacing in Enum.GetValues<TimestepSpacing>()
                   from karras in new[] { false, true }
                   where taken(kind, spacing, karras)
                   select new TheoryDataRow<SamplerKind, TimestepSpacing, bool>(kind, spacing, karras);
        return [.. ways];
    }
}
