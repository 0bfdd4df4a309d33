using AutoProg.Training.Data.Augmenting;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class ToneKernelsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Auto_contrast_stretches_every_channel_of_every_image_by_itself()
    {
        var pixels = Pixels.Of(2, 2, [50, 100, 150, 200], [0, 255, 10, 20], [7, 7, 7, 7], [0, 1, 0, 1]);
        var expected = Pixels.Of(2, 2, [0, 85, 170, 255], [0, 255, 10, 20], [7, 7, 7, 7], [0, 255, 0, 255]);
        Pixels.AssertEqual(expected, ToneKernels.AutoContrast(pixels, Pixels.Numbers(0, 0)));
    }

    [Fact]
    public void Inverting_mirrors_the_levels() =>
        Pixels.AssertEqual(Pixels.Of(1, 2, [255, 0, 127, 128]), ToneKernels.Invert(Pixels.Of(1, 2, [0, 255, 128, 127]), Pixels.Numbers(0)));

    [Fact]
    public void Posterizing_keeps_the_highest_bits_of_each_image() => Pixels.AssertEqual(
        Pixels.Of(1, 2, [0, 16, 16, 240], [0, 128, 128, 128], [0, 0, 0, 0], [1, 254, 255, 3]),
        ToneKernels.Posterize(
            Pixels.Of(1, 2, [15, 16, 31, 255], [127, 128, 200, 255], [1, 100, 200, 255], [1, 254, 255, 3]), Pixels.Numbers(16, 128, 256, 1)));

    [Fact]
    public void Posterizing_rounds_pixels_between_two_levels_first() => Pixels.AssertEqual(
        Pixels.Of(1, 2, [16, 0, 16, 32]), ToneKernels.Posterize(Pixels.Of(1, 2, [15.9999f, 15.2f, 16.4f, 31.51f]), Pixels.Numbers(16)));

    [Fact]
    public void Solarizing_inverts_from_the_threshold_up() => Pixels.AssertEqual(
        Pixels.Of(1, 2, [127, 127, 55, 0], [127, 128, 200, 255], [255, 127, 55, 0]),
        ToneKernels.Solarize(Pixels.Of(1, 2, [127, 128, 200, 255], [127, 128, 200, 255], [0, 128, 200, 255]), Pixels.Numbers(128, 256, 0)));

    [Fact]
    public void Solarizing_by_addition_brightens_the_darker_half() => Pixels.AssertEqual(
        Pixels.Of(1, 2, [110, 237, 128, 255], [200, 255, 128, 255]),
        ToneKernels.SolarizeAdd(Pixels.Of(1, 2, [0, 127, 128, 255], [0, 127, 128, 255]), Pixels.Numbers(110, 200)));

    [Fact]
    public void Equalizing_two_levels_makes_them_black_and_white()
    {
        // 1,024 pixels, half of each level: a step is 512 div 255 = 2; below the second level lie 512, 513 div 2 = 256, cut to 255.
        var pixels = cat([full([1, 1, 16, 32], 10f), full([1, 1, 16, 32], 20f)], 2);
        var expected = cat([zeros(1, 1, 16, 32), full([1, 1, 16, 32], 255f)], 2);
        Pixels.AssertEqual(expected, Equalization.Apply(pixels, Pixels.Numbers(0)));
    }

    [Fact]
    public void Equalizing_leaves_a_constant_channel() =>
        Pixels.AssertEqual(full([1, 1, 32, 32], 77f), Equalization.Apply(full([1, 1, 32, 32], 77f), Pixels.Numbers(0)));

    [Fact]
    public void Equalizing_a_few_pixels_leaves_them() => // Fewer than 255 beside the brightest level: a step would be 0.
        Pixels.AssertEqual(Pixels.Of(1, 2, [3, 9, 9, 200]), Equalization.Apply(Pixels.Of(1, 2, [3, 9, 9, 200]), Pixels.Numbers(0)));

    [Fact]
    public void Equalizing_many_channels_at_once_equals_counting_pixel_by_pixel()
    {
        manual_seed(3);
        var pixels = randn(4, 3, 28, 28).mul_(40).add_(90).clamp_(0, 255).round_();
        pixels[1].mul_(0.1).round_();
        var expected = pixels.view(12, -1).unbind(0).Select(channel => tensor(Equalized(channel.data<float>().ToArray()))).ToArray();
        Pixels.AssertEqual(stack(expected).view(4, 3, 28, 28), Equalization.Apply(pixels, Pixels.Numbers(0, 0, 0, 0)));
    }

    public void Dispose() => scope.Dispose();

    private static float[] Equalized(float[] channel)
    {
        var counts = new int[256];
        foreach (var level in channel)
        {
            counts[(int)level]++;
        }

        var step = (channel.Length - counts[(int)channel.Max()]) / 255;
        if (step == 0)
        {
            return channel;
        }

        var (table, sum) = (new int[256], step / 2);
        for (var level = 0; level < 256; sum += counts[level++])
        {
            table[level] = Math.Min(255, sum / step);
        }

        return [.. channel.Select(level => (float)table[(int)level])];
    }
}
