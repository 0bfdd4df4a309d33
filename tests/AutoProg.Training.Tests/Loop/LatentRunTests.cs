using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Tests.Data;
using AutoProg.Training.Tests.Latents;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Diffusion on the latents of an autoencoder, in the one training loop.</summary>
public sealed class LatentRunTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void A_run_searches_trains_and_draws_images_through_the_autoencoder()
    {
        var spec = TinyAutoencoder.Write(folder);
        Assert.Empty(spec.Validate());
        using var run = new TinyRun(spec) { Latents = folder["latents"] };
        var (journal, result) = run.Train();

        Assert.Equal([0, 1, 2], journal.Events.OfType<UnfreezingDecided>().Select(decision => decision.Index));
        Assert.Equal(28, journal.Single<SamplesDrawn>().Resolution);
        Assert.True(result!.Fid > 0);
        Assert.NotEmpty(Directory.GetFiles(folder["latents"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stopped_and_resumed_run_trains_the_same_bits_with_and_without_a_cache(bool keeps)
    {
        var spec = TinyAutoencoder.Write(folder);
        using var straight = new TinyRun(spec) { Latents = keeps ? folder["one"] : null };
        using var parts = new TinyRun(spec) { Latents = keeps ? folder["two"] : null };
        straight.Train();
        parts.Train(stopAfter: 3);
        parts.Train(stopAfter: 12);
        parts.Train();

        Assert.Equal(straight.Hashes(TinyRun.Steps), parts.Hashes(TinyRun.Steps));
    }

    [Fact]
    public void What_does_not_go_with_latents_is_refused_by_field()
    {
        var spec = TinyAutoencoder.Write(folder);

        Assert.Contains("data.cropPadding", (spec with { Data = spec.Data with { CropPadding = 2 } }).Validate().Keys);
        Assert.Contains("model.autoencoder", (spec with { Model = spec.Model with { Autoencoder = null } }).Validate().Keys);
        Assert.Contains("model.autoencoder", (TinyRun.Denoising with { Model = TinyRun.Denoising.Model with { Autoencoder = "vae" } }).Validate().Keys);
        Assert.True(ModelCatalog.IsTrainable(ModelCatalog.Find("DiT-XL/2")!));
    }

    public void Dispose() => folder.Dispose();
}
