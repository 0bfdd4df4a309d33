using AutoProg.Training.Data.Augmenting;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class BlendKernelsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Brightness_scales_up_to_white() => Pixels.AssertEqual(
        Pixels.Of(1, 2, [0, 50, 100, 127.5f], [0, 190, 255, 255]),
        BlendKernels.Brightness(Pixels.Of(1, 2, [0, 100, 200, 255], [0, 100, 200, 255]), Pixels.Numbers(0.5f, 1.9f)));

    [Fact]
    public void Contrast_scales_the_distance_from_the_mean_of_each_image() => Pixels.AssertEqual(
        Pixels.Of(1, 2, [50, 100, 100, 150], [0, 100, 100, 255], [40, 40, 40, 40]),
        BlendKernels.Contrast(Pixels.Of(1, 2, [0, 100, 100, 200], [0, 100, 100, 200], [40, 40, 40, 40]), Pixels.Numbers(0.5f, 1.9f, 0.1f)));

    [Fact]
    public void Contrast_of_colours_is_about_one_mean_grey()
    {
        // Grey is 0.299 of the red, 29.9 everywhere.
        var found = BlendKernels.Contrast(Pixels.Of(3, 2, [100, 100, 100, 100], [0, 0, 0, 0], [0, 0, 0, 0]), Pixels.Numbers(0.5f));
        Pixels.AssertEqual(Pixels.Of(3, 2, [64.95f, 64.95f, 64.95f, 64.95f], [14.95f, 14.95f, 14.95f, 14.95f], [14.95f, 14.95f, 14.95f, 14.95f]), found);
    }

    [Fact]
    public void Colour_moves_each_channel_from_or_to_the_grey_of_its_pixel() => Pixels.AssertEqual(
        Pixels.Of(3, 1, [94.1205f], [68.6205f], [68.6205f], [14.151f], [71.151f], [14.151f]), // Greys 76.245 and 47.61.
        BlendKernels.Color(Pixels.Of(3, 1, [255], [0], [0], [30], [60], [30]), Pixels.Numbers(0.1f, 1.9f)));

    [Fact]
    public void Colour_leaves_images_of_one_channel_exactly_as_they_are()
    {
        manual_seed(1);
        var pixels = rand(4, 1, 5, 5) * 255;
        Assert.True(pixels.Equals(BlendKernels.Color(pixels, Pixels.Numbers(0.1f, 0.5f, 1.5f, 1.9f))));
    }

    [Fact]
    public void Sharpness_smooths_or_sharpens_all_but_the_border()
    {
        // The smoothed middle is 130 · 5/13 = 50.
        float[] dot = [0, 0, 0, 0, 130, 0, 0, 0, 0];
        Pixels.AssertEqual(
            Pixels.Of(1, 3, Dot(50), Dot(90), dot, Dot(210)), BlendKernels.Sharpness(Pixels.Of(1, 3, dot, dot, dot, dot), Pixels.Numbers(0, 0.5f, 1, 2)));

        static float[] Dot(float middle) => [0, 0, 0, 0, middle, 0, 0, 0, 0];
    }

    [Fact]
    public void The_smoothed_image_is_a_convolution()
    {
        manual_seed(2);
        var pixels = rand(2, 3, 6, 6) * 255;
        var kernel = tensor(new float[] { 1, 1, 1, 1, 5, 1, 1, 1, 1 }, 1, 1, 3, 3) / 13;
        var found = BlendKernels.Sharpness(pixels, Pixels.Numbers(0, 0));
        Pixels.AssertEqual(nn.functional.conv2d(pixels.view(6, 1, 6, 6), kernel).view(2, 3, 4, 4), found[.., .., 1..5, 1..5]);
        Pixels.AssertEqual(pixels[.., .., 0, ..], found[.., .., 0, ..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_image_that_is_all_border_keeps_its_sharpness(int side) =>
        Pixels.AssertEqual(full([1, 1, side, side], 9f), BlendKernels.Sharpness(full([1, 1, side, side], 9f), Pixels.Numbers(0)));

    public void Dispose() => scope.Dispose();
}
