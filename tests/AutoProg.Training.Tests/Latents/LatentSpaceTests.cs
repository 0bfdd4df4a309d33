using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Latents;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Latents;

public sealed class LatentSpaceTests : IDisposable
{
    private const int Resolution = 20;

    private readonly TempFolder folder = new();
    private readonly RunSpec spec;
    private readonly ImageDataset data;

    public LatentSpaceTests()
    {
        spec = TinyAutoencoder.Write(folder);
        data = ImageDataset.Open(spec, new DatasetLocator(dataRoot: null));
    }

    [Fact]
    public void Latents_to_measure_by_are_the_scaled_means_of_the_autoencoder()
    {
        using var scope = NewDisposeScope();
        using var space = Open();
        using var batch = Images(3, 7);
        using var model = AutoencoderFile.Load(spec.Model.Autoencoder!);
        using var resize = new Augmentation(spec, [0.5f], [0.5f]);

        var latents = space.Evaluate(data.Train, batch, Resolution);
        var expected = model.Encode(resize.Evaluate(batch.Images, Resolution)).Mean * TinyAutoencoder.Sizes.ScalingFactor;

        Assert.Equal([2, 2, Resolution / 2, Resolution / 2], latents.shape);
        Assert.True(allclose(expected, latents, 1e-5, 1e-6));
    }

    [Fact]
    public void Training_latents_are_drawn_anew_from_mean_and_deviation()
    {
        using var scope = NewDisposeScope();
        using var space = Open(spec with { Data = spec.Data with { HorizontalFlip = false } });
        using var batch = Images([.. Enumerable.Repeat(5L, 400)]);
        using var model = AutoencoderFile.Load(spec.Model.Autoencoder!);
        using var resize = new Augmentation(spec, [0.5f], [0.5f]);
        random.manual_seed(1);

        var drawn = space.Train(batch, step: 0, Resolution);                                            // (400, 2, S, S)
        var again = space.Train(batch, step: 1, Resolution);
        var moments = model.Encode(resize.Evaluate(batch.Images.narrow(0, 0, 1), Resolution));

        Assert.False(drawn.Equals(again));
        var deviation = (moments.LogVariance[0] / 2).exp() * 0.5;
        Assert.InRange(((drawn.mean([0]) - moments.Mean[0] * 0.5) / (deviation / 20)).abs().max().item<float>(), 0, 5); // Of the mean of 400, twenty times less.
        Assert.InRange((drawn.std(0) / deviation).mean().item<float>(), 0.97, 1.03);
    }

    [Fact]
    public void Half_of_the_images_are_mirrored_before_they_are_encoded()
    {
        using var scope = NewDisposeScope();
        using var space = Open();
        using var batch = Images([.. Enumerable.Repeat(5L, 200)]);
        using var model = AutoencoderFile.Load(spec.Model.Autoencoder!);
        using var resize = new Augmentation(spec, [0.5f], [0.5f]);
        var image = resize.Evaluate(batch.Images.narrow(0, 0, 1), Resolution);
        var (plain, mirrored) = (model.Encode(image).Mean * 0.5, model.Encode(image.flip(3)).Mean * 0.5);

        var drawn = space.Train(batch, step: 3, Resolution);
        var nearer = (drawn - plain).square().sum(1, 2, 3).gt((drawn - mirrored).square().sum(1, 2, 3)).sum().item<long>();

        Assert.False(plain.Equals(mirrored));
        Assert.InRange(space.Encoded, 2, 200);
        Assert.InRange(nearer, 60, 140);
    }

    [Fact]
    public void What_one_space_encoded_another_reads()
    {
        using var scope = NewDisposeScope();
        using var batch = Images(1, 2, 9);
        using var first = Open();
        var expected = first.Evaluate(data.Train, batch, Resolution);
        using var second = Open();

        Assert.Equal(3, first.Encoded);
        Assert.True(expected.Equals(second.Evaluate(data.Train, batch, Resolution)));
        Assert.Equal(0, second.Encoded);
        using var more = Images(2, 3);
        second.Evaluate(data.Train, more, Resolution);
        Assert.Equal(1, second.Encoded);
    }

    [Fact]
    public void Other_images_resolutions_and_autoencoders_are_kept_apart()
    {
        using var scope = NewDisposeScope();
        using var batch = Images(1, 2);
        using var space = Open();
        space.Evaluate(data.Train, batch, Resolution);
        space.Evaluate(data.Test, batch, Resolution);
        space.Evaluate(data.Train, batch, 28);
        Assert.Equal(6, space.Encoded);

        using (no_grad())
        {
            using var file = SafetensorsFile.Read(spec.Model.Autoencoder!);
            file.Tensors["quant_conv.bias"].add_(1);
            SafetensorsFile.Write(folder["other.safetensors"], file.Tensors, file.Metadata);
        }

        using var other = Open(spec with { Model = spec.Model with { Autoencoder = folder["other.safetensors"] } });
        other.Evaluate(data.Train, batch, Resolution);
        Assert.Equal(2, other.Encoded);
    }

    [Fact]
    public void A_damaged_cache_is_made_anew()
    {
        using var scope = NewDisposeScope();
        using var batch = Images(0, 1);
        Tensor expected;
        using (var space = Open())
        {
            expected = space.Evaluate(data.Train, batch, Resolution);
        }

        var cache = Directory.GetFiles(folder["latents"]).Single();
        var bytes = File.ReadAllBytes(cache);
        bytes[10] ^= 4;
        File.WriteAllBytes(cache, bytes);

        using var again = Open();
        Assert.True(allclose(expected, again.Evaluate(data.Train, batch, Resolution), 1e-5, 1e-6));
        Assert.Equal(1, again.Encoded);
    }

    [Fact]
    public void Points_become_images_by_the_decoder()
    {
        using var scope = NewDisposeScope();
        using var space = Open();
        using var model = AutoencoderFile.Load(spec.Model.Autoencoder!);
        var points = randn(20, 2, 10, 10);

        Assert.True(allclose(model.Decode(points / 0.5), space.ToImages(points), 1e-5, 1e-5));
    }

    [Fact]
    public void An_autoencoder_of_other_latents_is_refused()
    {
        var wrong = spec with { Model = spec.Model with { Dit = spec.Model.Dit with { LatentFactor = 4 } } };

        Assert.Contains("model.dit.latentFactor 4", Assert.Throws<InvalidWeightsException>(() => Open(wrong)).Message);
    }

    public void Dispose()
    {
        data.Dispose();
        folder.Dispose();
    }

    private LatentSpace Open(RunSpec? changed = null) => LatentSpace.Open(changed ?? spec, data, new ModelFolder(null), folder["latents"], CPU);

    private ImageBatch Images(params long[] indices) => data.Train.Stream([indices], Resolution).Single();
}
