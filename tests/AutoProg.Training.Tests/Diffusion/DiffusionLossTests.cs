using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Diffusion;

public sealed class DiffusionLossTests
{
    private readonly NoiseSchedule schedule = NoiseSchedule.Of(NoiseScheduleKind.Linear, 100);

    [Fact]
    public void Velocity_and_noise_mean_the_same_image_and_bound_when_converted()
    {
        using var scope = NewDisposeScope();
        using var ofNoise = new GaussianDiffusion(schedule, PredictionTarget.Epsilon, ReverseVariance.LearnedRange);
        using var ofVelocity = new GaussianDiffusion(schedule, PredictionTarget.V, ReverseVariance.LearnedRange);
        using var noiseLoss = new DiffusionLoss(ofNoise);
        using var velocityLoss = new DiffusionLoss(ofVelocity);
        var (clean, steps, noise) = Batch();
        var network = new ConvertedNetwork(schedule);

        var noiseTerms = noiseLoss.Of(network.Noise, clean, steps, noise);
        var velocityTerms = velocityLoss.Of(network.Velocity, clean, steps, noise);

        // v - v' = (e - e') / a, because the image moves against the noise.
        var share = Shares(steps);
        Assert.True(allclose(velocityTerms.SquaredError, noiseTerms.SquaredError / share, rtol: 1e-4));
        Assert.True(allclose(velocityTerms.Bound!, noiseTerms.Bound!, rtol: 1e-3));
        Assert.True(allclose(noiseTerms.Loss, noiseTerms.SquaredError + noiseTerms.Bound!));
    }

    [Fact]
    public void A_perfect_network_has_no_error()
    {
        using var scope = NewDisposeScope();
        var (clean, steps, noise) = Batch();
        Assert.All(Enum.GetValues<PredictionTarget>(), prediction =>
        {
            using var diffusion = new GaussianDiffusion(schedule, prediction, ReverseVariance.FixedSmall);
            using var loss = new DiffusionLoss(diffusion, minSnrGamma: 5);
            var target = diffusion.Forward.Target(prediction, clean, steps, noise);
            var terms = loss.Of((_, _) => target, clean, steps, noise);

            Assert.Null(terms.Bound);
            Assert.Equal(0, terms.Loss.abs().max().item<float>());
            Assert.True(allclose(diffusion.Clean(target, diffusion.Forward.Noised(clean, steps, noise), steps), clean, atol: 1e-4));
        });
    }

    // Image shares 0.9 and 0.5 have signal-to-noise ratios 9 and 1.
    [Theory]
    [InlineData(PredictionTarget.Epsilon, 5, 5.0 / 9, 1)]
    [InlineData(PredictionTarget.Epsilon, 0.5, 0.5 / 9, 0.5)]
    [InlineData(PredictionTarget.Epsilon, double.PositiveInfinity, 1, 1)]
    [InlineData(PredictionTarget.V, 5, 0.5, 0.5)]
    [InlineData(PredictionTarget.V, 0.5, 0.05, 0.25)]
    public void Min_snr_weighs_as_the_paper_says(PredictionTarget prediction, double gamma, double little, double half)
    {
        using var scope = NewDisposeScope();
        var process = new NoiseSchedule([0.1, 4.0 / 9]);
        using var diffusion = new GaussianDiffusion(process, prediction, ReverseVariance.FixedLarge);
        using var loss = new DiffusionLoss(diffusion, gamma);
        var (clean, steps) = (zeros(2, 1, 2, 2), tensor(new[] { 0L, 1L }));
        var terms = loss.Of((_, _) => full(2, 1, 2, 2, 3), clean, steps, zeros(2, 1, 2, 2));

        Assert.Equal([9f, 9f], terms.SquaredError.data<float>().ToArray());
        Assert.Equal(9 * little, terms.Loss[0].item<float>(), 1e-5);
        Assert.Equal(9 * half, terms.Loss[1].item<float>(), 1e-5);
    }

    [Fact]
    public void The_bound_trains_only_the_variance()
    {
        using var scope = NewDisposeScope();
        using var diffusion = new GaussianDiffusion(schedule, PredictionTarget.Epsilon, ReverseVariance.LearnedRange);
        using var loss = new DiffusionLoss(diffusion);
        var (clean, steps, noise) = Batch();
        var output = cat([randn(clean.shape), zeros(clean.shape)], 1).requires_grad_();
        var terms = loss.Of((_, _) => output, clean, steps, noise);
        terms.Bound!.sum().backward();

        var channels = clean.shape[1];
        Assert.Equal(0, output.grad!.narrow(1, 0, channels).abs().max().item<float>());
        Assert.True(output.grad!.narrow(1, channels, channels).abs().max().item<float>() > 0);
    }

    // Image shares 0.9 and 0.72: the posterior's variance at step 1 is 0.2 · 0.1 / 0.28.
    [Theory]
    [InlineData(ReverseVariance.FixedSmall, 1 / 14.0, 1 / 14.0)]
    [InlineData(ReverseVariance.FixedLarge, 1 / 14.0, 0.2)]
    public void A_fixed_variance_is_that_of_the_posterior_or_beta(ReverseVariance variance, double first, double second)
    {
        using var scope = NewDisposeScope();
        using var diffusion = new GaussianDiffusion(new NoiseSchedule([0.1, 0.2]), PredictionTarget.Epsilon, variance);
        var images = zeros(2, 1, 2, 2);
        var actual = diffusion.Reverse(images, images, tensor(new[] { 0L, 1L })).LogVariance.exp().flatten();

        Assert.True(allclose(actual, tensor(new[] { (float)first, (float)second })));
    }

    [Fact]
    public void A_learned_variance_without_channels_is_refused()
    {
        using var scope = NewDisposeScope();
        using var diffusion = new GaussianDiffusion(schedule, PredictionTarget.Epsilon, ReverseVariance.LearnedRange);
        using var loss = new DiffusionLoss(diffusion);
        var (clean, steps, noise) = Batch();

        Assert.Throws<ArgumentException>(() => loss.Of((noised, _) => noised, clean, steps, noise));
    }

    [Fact]
    public void A_loss_leaves_only_its_terms()
    {
        using var scope = NewDisposeScope();
        using var diffusion = new GaussianDiffusion(schedule, PredictionTarget.V, ReverseVariance.LearnedRange);
        using var loss = new DiffusionLoss(diffusion, minSnrGamma: 5);
        var (clean, steps, noise) = Batch();
        var network = new ConvertedNetwork(schedule);
        var before = scope.DisposablesCount;

        loss.Of(network.Velocity, clean, steps, noise);

        Assert.Equal(before + 3, scope.DisposablesCount);
    }

    private (Tensor Clean, Tensor Steps, Tensor Noise) Batch()
    {
        random.manual_seed(3);
        return (rand(4, 2, 3, 3) * 2 - 1, tensor(new long[] { 0, 1, 40, schedule.Steps - 1 }), randn(4, 2, 3, 3));
    }

    private Tensor Shares(Tensor steps) => tensor(steps.data<long>().Select(step => (float)schedule.AlphasCumprod[(int)step]).ToArray());
}
