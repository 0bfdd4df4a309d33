using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Models;

public sealed class AutoencoderKlTests
{
    private static readonly AutoencoderSpec Tiny = new() { BlockChannels = [8, 8, 16], LayersPerBlock = 1, NormGroups = 4, LatentChannels = 2 };

    [Fact]
    public void Latents_have_the_sides_of_images_over_the_latent_factor()
    {
        using var scope = NewDisposeScope();
        using var model = Create();

        var moments = model.Encode(randn(2, 3, 16, 24));

        Assert.Equal(4, Tiny.LatentFactor);
        Assert.Equal([2, 2, 4, 6], moments.Mean.shape);
        Assert.Equal([2, 3, 16, 24], model.Decode(moments.Mean).shape);
    }

    [Fact]
    public void The_logarithm_of_the_variance_stays_in_bounds()
    {
        using var scope = NewDisposeScope();
        using var model = Create();
        using (no_grad())
        {
            model.get_parameter("quant_conv.bias")!.copy_(tensor(new[] { 0f, 0, -100, 100 }));
        }

        var bounded = model.Encode(randn(1, 3, 8, 8)).LogVariance;

        Assert.Equal((-30f, 20f), (bounded.min().item<float>(), bounded.max().item<float>()));
    }

    [Fact]
    public void A_standard_normal_distribution_diverges_by_nothing()
    {
        using var scope = NewDisposeScope();
        var moments = new LatentMoments(zeros(2, 1, 2, 2), zeros(2, 1, 2, 2));
        var noise = randn(2, 1, 2, 2);

        Assert.True(moments.Sample(noise).Equals(noise));
        Assert.Equal([0, 0], moments.Kl().data<float>().ToArray());
        Assert.Equal([0.5f * 4, 0.5f * 4], new LatentMoments(ones(2, 1, 2, 2), moments.LogVariance).Kl().data<float>().ToArray());
    }

    [Fact]
    public void Bf16_weights_give_fp32_moments_and_images_close_to_those_of_fp32()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var model = Create();
        var images = randn(2, 3, 16, 16);
        var (mean, decoded) = (model.Encode(images).Mean, model.Decode(ones(1, 2, 4, 4)));

        model.to(bfloat16);

        AssertClose(mean, model.Encode(images).Mean);
        AssertClose(decoded, model.Decode(ones(1, 2, 4, 4)));
    }

    [Fact]
    public void Encoding_and_decoding_leave_no_tensor_behind()
    {
        using var model = Create();
        void Step()
        {
            using var scope = NewDisposeScope();
            var moments = model.Encode(randn(1, 3, 8, 8));
            model.Decode(moments.Sample(randn_like(moments.Mean))).sum().backward();
            moments.Kl();
        }

        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(float32, actual.dtype);
        Assert.True((actual - expected).abs().max().item<float>() < 0.05 * expected.abs().max().item<float>());
    }

    private static AutoencoderKl Create()
    {
        manual_seed(7);
        return new AutoencoderKl(Tiny);
    }
}
