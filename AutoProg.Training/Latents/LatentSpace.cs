using System.Security.Cryptography;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Latents;

/// <summary>
/// Latents by a frozen autoencoder (arXiv 2112.10752), scaled to a deviation of about 1. What it knows of an image, mean and
/// deviation of each number, is kept on disk; training samples anew from that at every step.
/// </summary>
internal sealed class LatentSpace : IImageSpace
{
    // Images at a time: at 256 px their activations take about 3 GB.
    private const int Batch = 16;

    private readonly RunSpec spec;
    private readonly IImageSplit train;
    private readonly AutoencoderKl model;
    private readonly Augmentation preparation;
    private readonly LatentCache cache;
    private readonly Device device;

    private LatentSpace(RunSpec spec, ImageDataset data, AutoencoderKl model, LatentCache cache, Device device)
    {
        (this.spec, train, this.model, this.cache, this.device) = (spec, data.Train, model, cache, device);
        float[] half = [.. Enumerable.Repeat(0.5f, data.Channels)];
        preparation = new Augmentation(spec, half, half);
    }

    public int Channels => model.Spec.LatentChannels;

    /// <summary>Images that the autoencoder encoded, rather than the cache.</summary>
    public long Encoded { get; private set; }

    /// <param name="folder">Where moments are kept; null keeps none.</param>
    /// <exception cref="InvalidWeightsException">There is no such autoencoder, or it makes other latents than the model takes.</exception>
    public static LatentSpace Open(RunSpec spec, ImageDataset data, ModelFolder models, string? folder, Device device)
    {
        var path = models.Locate(spec.Model.Autoencoder!, "model.autoencoder");
        var model = AutoencoderFile.Load(path);
        var (made, wanted) = (model.Spec, spec.Model.Dit);
        if ((made.ImageChannels, made.LatentChannels, made.LatentFactor) != (data.Channels, wanted.Channels, wanted.LatentFactor))
        {
            model.Dispose();
            throw new InvalidWeightsException(
                $"model.autoencoder: '{path}' makes latents of {made.LatentChannels} channels, a point for {made.LatentFactor} pixels, of images of {made.ImageChannels} channels; "
                + $"the run has model.dit.channels {wanted.Channels}, model.dit.latentFactor {wanted.LatentFactor} and images of {data.Channels}. Make them equal.");
        }

        using var file = File.OpenRead(path);
        model.to(device);
        return new LatentSpace(spec, data, model, new LatentCache(folder, Convert.ToHexStringLower(SHA256.HashData(file))), device);
    }

    public int SideAt(int resolution) => resolution / model.Spec.LatentFactor;

    public int MarginAt(int resolution) => 0;

    public Tensor Train(ImageBatch batch, int step, int resolution)
    {
        using var scope = NewDisposeScope();
        var (mean, deviation) = Moments(train, batch, Mirrored(batch, step), resolution);
        return ((mean + deviation * randn_like(mean)) * model.Spec.ScalingFactor).MoveToOuterDisposeScope();
    }

    public Tensor Evaluate(IImageSplit split, ImageBatch batch, int resolution)
    {
        using var scope = NewDisposeScope();
        var (mean, _) = Moments(split, batch, new bool[batch.Indices.Count], resolution);
        return (mean * model.Spec.ScalingFactor).MoveToOuterDisposeScope();
    }

    public Tensor ToImages(Tensor points)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. (points / model.Spec.ScalingFactor).split(Batch).Select(model.Decode)]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        cache.Dispose();
        preparation.Dispose();
        model.Dispose();
    }

    private bool[] Mirrored(ImageBatch batch, int step)
    {
        var random = new CounterRandom(spec.Seed, RandomPurpose.Augment, step);
        var mirrored = new bool[batch.Indices.Count];
        for (var image = 0; spec.Data.HorizontalFlip && image < mirrored.Length; image++)
        {
            mirrored[image] = random.Below(2) == 1;
        }

        return mirrored;
    }

    /// <summary>Mean and deviation, (N, C, S, S) each, on the device.</summary>
    private (Tensor Mean, Tensor Deviation) Moments(IImageSplit split, ImageBatch batch, bool[] mirrored, int resolution)
    {
        var (n, side) = (batch.Indices.Count, SideAt(resolution));
        var width = 2 * Channels * side * side;
        var rows = new float[n * width];
        foreach (var places in Enumerable.Range(0, n).GroupBy(place => mirrored[place]))
        {
            var file = cache.Of(split, resolution, places.Key, width);
            foreach (var missing in places.Where(place => file?.TryRead(batch.Indices[place], Row(place)) != true).Chunk(Batch))
            {
                var encoded = Encode(batch, missing, places.Key, resolution);
                foreach (var (number, place) in missing.Index())
                {
                    encoded.AsSpan(number * width, width).CopyTo(Row(place));
                    file?.Write(batch.Indices[place], Row(place));
                }
            }
        }

        var moments = tensor(rows, n, 2, Channels, side * side).view(n, 2, Channels, side, side).to(device).unbind(1);
        return (moments[0], moments[1]);

        Span<float> Row(int place) => rows.AsSpan(place * width, width);
    }

    private float[] Encode(ImageBatch batch, int[] places, bool mirrored, int resolution)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var chosen = batch.Images.index_select(0, tensor(Array.ConvertAll(places, place => (long)place)));
        var images = preparation.Evaluate(chosen.to(device), resolution);                                // (M, C', R, R)
        var moments = model.Encode(mirrored ? images.flip(3) : images);
        Encoded += places.Length;
        return stack([moments.Mean, (moments.LogVariance / 2).exp()], 1).cpu().contiguous().data<float>().ToArray();
    }
}
