using AutoProg.Contracts.Specification;
using AutoProg.Training.Data.Augmenting;
using static TorchSharp.torch;

namespace AutoProg.Training.Data;

/// <summary>
/// Shifts, mirrors, resizes and normalises a batch in two matrix products per image, on the device the images are on.
/// Its randomness is a pure function of (seed, step).
/// </summary>
public sealed class Augmentation : IDisposable
{
    private readonly RunSpec spec;
    private readonly float[] gain, offset; // normalised = gain * byte + offset, per channel
    private readonly Dictionary<Geometry, Tensor> matrices = [];

    /// <param name="spec">Its seed, <c>data</c> and <c>model.resolution</c> are used.</param>
    /// <param name="data">Whose mean and deviation normalise.</param>
    public Augmentation(RunSpec spec, ImageDataset data)
        : this(spec, data.Mean, data.Std)
    {
    }

    /// <param name="spec">Its seed, <c>data</c> and <c>model.resolution</c> are used.</param>
    /// <param name="mean">Per channel, of pixels from 0 to 1.</param>
    /// <param name="std">Per channel, of pixels from 0 to 1.</param>
    public Augmentation(RunSpec spec, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        this.spec = spec;
        gain = [.. std.Select(deviation => 1 / (255 * deviation))];
        offset = [.. mean.Zip(std, (average, deviation) => -average / deviation)];
    }

    /// <summary>The margin to stream training images of a stage with, in its pixels: the largest shift.</summary>
    public int MarginAt(int resolution) => ShiftOf(resolution);

    /// <summary>A training batch: float32 (N, C, resolution, resolution). What a shift brings in from outside is black.</summary>
    /// <param name="batch">Of the training split.</param>
    /// <param name="step">Steps finished before this one.</param>
    /// <param name="resolution">Pixels of the stage.</param>
    /// <param name="distortion">Of the resized pixels, before they are normalised; null leaves them.</param>
    public Tensor Train(ImageBatch batch, int step, int resolution, RandAugment? distortion = null) =>
        Train(batch.Images, batch.Margin, step, resolution, distortion);

    /// <inheritdoc cref="Train(ImageBatch, int, int, RandAugment)"/>
    /// <param name="images">uint8 (N, C, S, S), on any device.</param>
    /// <param name="margin">Of the batch.</param>
    public Tensor Train(Tensor images, int margin, int step, int resolution, RandAugment? distortion = null)
    {
        using var scope = NewDisposeScope();
        var (n, channels, side) = (images.shape[0], images.shape[1], images.shape[2]);
        var window = (int)side - 2 * margin;
        var shift = ShiftOf(window);
        var bank = MatrixBank(new Geometry(window, (int)side, resolution, shift, margin, images.device.ToString()));      // (2, D, R, S)
        var draws = tensor(Draws(step, (int)n, shift), 3, n, device: images.device).unbind(0);                 // 3 × (N)
        var rows = bank[0].index_select(0, draws[0]).unsqueeze(1);                                             // (N, 1, R, S)
        var columns = bank.index(TensorIndex.Tensor(draws[2]), TensorIndex.Tensor(draws[1])).transpose(1, 2);  // (N, S, R)
        var narrow = images.to(float32).reshape(n, channels * side, side).bmm(columns);                        // (N, C S, R)
        var resized = rows.matmul(narrow.view(n, channels, side, resolution));                                 // (N, C, R, R)
        return Normalised(distortion?.Apply(resized, step) ?? resized).MoveToOuterDisposeScope();
    }

    /// <summary>A batch for evaluation, only resized and normalised: float32 (N, C, resolution, resolution).</summary>
    /// <param name="images">uint8 (N, C, S, S), on any device.</param>
    /// <param name="resolution">Pixels of the model.</param>
    public Tensor Evaluate(Tensor images, int resolution)
    {
        using var scope = NewDisposeScope();
        var side = (int)images.shape[2];
        var pixels = images.to(float32);
        if (side != resolution)
        {
            var resize = MatrixBank(new Geometry(side, side, resolution, 0, 0, images.device.ToString()))[0, 0];          // (R, S)
            pixels = resize.matmul(pixels.matmul(resize.transpose(0, 1)));                                     // (N, C, R, R)
        }

        return Normalised(pixels).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var bank in matrices.Values)
        {
            bank.Dispose();
        }

        matrices.Clear();
    }

    // data.cropPadding counts pixels of the full size.
    private int ShiftOf(int side) =>
        (int)Math.Round((double)spec.Data.CropPadding * side / spec.Model.Resolution, MidpointRounding.AwayFromZero);

    private Tensor Normalised(Tensor pixels) =>
        pixels.mul_(tensor(gain, gain.Length, 1, 1, device: pixels.device)).add_(tensor(offset, offset.Length, 1, 1, device: pixels.device));

    // Row by row: vertical shifts, horizontal shifts, mirrors.
    private long[] Draws(int step, int n, int shift)
    {
        var random = new CounterRandom(spec.Seed, RandomPurpose.Augment, step);
        var draws = new long[3 * n];
        for (var image = 0; image < n; image++)
        {
            draws[image] = random.Below(2 * shift + 1);
            draws[n + image] = random.Below(2 * shift + 1);
            draws[2 * n + image] = spec.Data.HorizontalFlip ? random.Below(2) : 0;
        }

        return draws;
    }

    // A shifted resize is the same matrix with its columns moved, so all shifts are windows of one wider matrix.
    private Tensor MatrixBank(Geometry geometry)
    {
        if (!matrices.TryGetValue(geometry, out var bank))
        {
            using var scope = NewDisposeScope();
            var resize = tensor(Resampling.Matrix(geometry.Window, geometry.Resolution), geometry.Resolution, geometry.Window, device: device(geometry.Device));
            var border = geometry.Margin + geometry.Shift;
            var wide = nn.functional.pad(stack([resize, resize.flip(0)]), [border, border]);                   // (2, R, S + 2 shift)
            bank = wide.unfold(2, geometry.Side, 1).permute(0, 2, 1, 3).DetachFromDisposeScope();              // (2, D, R, S)
            matrices[geometry] = bank;
        }

        return bank;
    }

    private sealed record Geometry(int Window, int Side, int Resolution, int Shift, int Margin, string Device);
}
