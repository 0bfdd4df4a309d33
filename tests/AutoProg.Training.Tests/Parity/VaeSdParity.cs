using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class VaeSdParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("vae-sd.safetensors");
    private readonly AutoencoderKl model;

    public VaeSdParity()
    {
        var config = fixture.Config;
        int Of(string key) => config.GetProperty(key).GetInt32();
        model = new AutoencoderKl(new AutoencoderSpec
        {
            ImageChannels = Of("in_channels"),
            LatentChannels = Of("latent_channels"),
            BlockChannels = [.. config.GetProperty("block_out_channels").EnumerateArray().Select(channels => channels.GetInt32())],
            LayersPerBlock = Of("layers_per_block"),
            NormGroups = Of("norm_num_groups"),
            ScalingFactor = config.GetProperty("scaling_factor").GetDouble(),
        });
        model.CopyWeights(fixture.Below("weights/"));
        model.eval();
    }

    [Fact(DisplayName = "vae-sd: moments, sample and divergence")]
    public void vae_sd_moments_match()
    {
        using var scope = NewDisposeScope();
        var moments = model.Encode(fixture["in/image"]);

        fixture.AssertMatches("out/mean", moments.Mean);
        fixture.AssertMatches("out/logvar", moments.LogVariance);
        fixture.AssertMatches("out/sample", moments.Sample(fixture["in/noise"]));
        fixture.AssertMatches("out/kl", moments.Kl());
    }

    [Fact(DisplayName = "vae-sd: decoded images")]
    public void vae_sd_decoded_images_match()
    {
        using var scope = NewDisposeScope();
        fixture.AssertMatches("out/decoded", model.Decode(fixture["in/latent"]));
    }

    public void Dispose()
    {
        model.Dispose();
        fixture.Dispose();
    }
}
