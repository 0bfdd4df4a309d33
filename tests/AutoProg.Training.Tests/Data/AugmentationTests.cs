using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data;

public sealed class AugmentationTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void At_full_size_every_image_is_a_shifted_and_maybe_mirrored_copy()
    {
        using var augmentation = Create(padding: 2, flip: true);
        var images = RandomImages(400, side: 28);
        var result = augmentation.Train(images, margin: 0, step: 5, resolution: 28);
        var seen = Enumerable.Range(0, 400).Select(k => Shifted(images[k], result[k])).ToArray();
        Assert.Equal(50, seen.Distinct().Count());
        Assert.InRange(seen.Count(found => found.Mirrored), 150, 250);
    }

    [Theory]
    [InlineData(28, 16, 1)]
    [InlineData(28, 20, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(28, 32, 3)]
    [InlineData(64, 24, 3)]
    public void Evaluation_resizes_like_torch_and_normalises(int side, int resolution, int channels)
    {
        using var augmentation = Create(padding: 2, flip: true, channels);
        var images = RandomImages(3, side, channels);
        var expected = nn.functional.interpolate(images.to(float32), [resolution, resolution], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true)
            .div(255).sub(tensor(Mean[..channels]).view(channels, 1, 1)).div(tensor(Std[..channels]).view(channels, 1, 1));
        AssertClose(expected, augmentation.Evaluate(images, resolution));
    }

    [Fact]
    public void Training_without_shift_or_flip_equals_evaluation()
    {
        using var augmentation = Create(padding: 0, flip: false);
        var images = RandomImages(3, side: 28);
        AssertClose(augmentation.Evaluate(images, 20), augmentation.Train(images, margin: 0, step: 0, resolution: 20));
    }

    [Fact]
    public void A_shrunken_training_image_is_the_resized_shifted_image()
    {
        using var augmentation = Create(padding: 2, flip: true);
        var images = RandomImages(8, side: 28);
        var full = augmentation.Train(images, margin: 0, step: 3, resolution: 28);
        var expected = nn.functional.interpolate(full, [16, 16], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        AssertClose(expected, augmentation.Train(images, margin: 0, step: 3, resolution: 16));
    }

    [Fact]
    public void A_margin_fills_shifts_with_image_instead_of_black()
    {
        using var augmentation = Create(padding: 4, flip: false, channels: 3);
        Assert.Equal(2, augmentation.MarginAt(14));
        var white = full([5, 3, 18, 18], 255, dtype: uint8);
        var result = augmentation.Train(white, margin: 2, step: 0, resolution: 14);
        Assert.Equal([5L, 3, 14, 14], result.shape);
        AssertClose(augmentation.Evaluate(white, 18)[.., .., ..14, ..14], result);
    }

    [Fact]
    public void Its_randomness_depends_on_seed_and_step_only()
    {
        var images = RandomImages(16, side: 28);
        using var first = Create(padding: 2, flip: true);
        using var resumed = Create(padding: 2, flip: true);
        using var other = Create(padding: 2, flip: true, seed: 8);
        first.Train(images, margin: 0, step: 0, resolution: 20);
        var seventh = first.Train(images, margin: 0, step: 7, resolution: 20);
        Assert.True(seventh.eq(resumed.Train(images, margin: 0, step: 7, resolution: 20)).all().item<bool>());
        Assert.False(seventh.eq(resumed.Train(images, margin: 0, step: 8, resolution: 20)).all().item<bool>());
        Assert.False(seventh.eq(other.Train(images, margin: 0, step: 7, resolution: 20)).all().item<bool>());
    }

    [Fact]
    public void No_tensor_outlives_its_batch()
    {
        using var augmentation = Create(padding: 2, flip: true);
        var images = RandomImages(4, side: 28);
        Step(0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step(1);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step(int step)
        {
            augmentation.Train(images, margin: 0, step, resolution: 20).Dispose();
            augmentation.Evaluate(images, resolution: 20).Dispose();
        }
    }

    public void Dispose() => scope.Dispose();

    private static readonly float[] Mean = [0.3f, 0.4f, 0.5f];
    private static readonly float[] Std = [0.2f, 0.25f, 0.3f];

    private static Augmentation Create(int padding, bool flip, int channels = 1, int seed = 7)
    {
        var spec = new RunSpec { Seed = seed, Data = new() { CropPadding = padding, HorizontalFlip = flip } };
        return new Augmentation(spec, Mean[..channels], Std[..channels]);
    }

    private static Tensor RandomImages(int count, int side, int channels = 1)
    {
        manual_seed(1);
        return randint(0, 256, [count, channels, side, side], dtype: uint8);
    }

    private static (int Down, int Right, bool Mirrored) Shifted(Tensor image, Tensor result)
    {
        using var inner = NewDisposeScope();
        var padded = nn.functional.pad(image.to(float32), [2, 2, 2, 2]);
        var found = (result * Std[0] + Mean[0]) * 255;
        foreach (var (down, right) in Enumerable.Range(0, 25).Select(k => Math.DivRem(k, 5)))
        {
            var shifted = padded[.., down..(down + 28), right..(right + 28)];
            foreach (var mirrored in new[] { false, true })
            {
                if ((mirrored ? shifted.flip(2) : shifted).allclose(found, atol: 0.01))
                {
                    return (down, right, mirrored);
                }
            }
        }

        throw new Xunit.Sdk.XunitException("The result is no shifted copy of the image.");
    }

    private static void AssertClose(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        Assert.InRange((expected - found).abs().max().item<float>(), 0, 2e-5f);
    }
}
