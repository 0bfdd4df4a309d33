using AutoProg.Training.Data;

namespace AutoProg.Training.Tests.Data;

public sealed class CentreCropTests
{
    [Fact]
    public void The_centre_of_an_image_of_the_right_height_is_cut_out_unchanged()
    {
        var image = Grey(5, 2, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
        Assert.Equal(Grey(2, 2, 20, 30, 70, 80).Pixels, CentreCrop.Of(image, 2).Pixels);
    }

    [Fact]
    public void Halving_averages_blocks_and_stops_above_the_target()
    {
        var image = Grey(4, 4, 1, 3, 5, 7, 1, 3, 5, 7, 10, 10, 20, 20, 30, 30, 40, 40);
        Assert.Equal(Grey(2, 2, 2, 6, 20, 30).Pixels, image.Halved(2).Pixels);
        Assert.Equal(15, Assert.Single(image.Halved(1).Pixels.Chunk(3))[0]); // Of rounded bytes: (4 + 25) / 2, and halves round up.
        Assert.Same(image, image.Halved(3));
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 7)]
    public void A_flat_image_stays_flat(int width, int height) =>
        Assert.All(CentreCrop.Of(Grey(width, height, [.. Enumerable.Repeat((byte)123, width * height)]), 4).Pixels, pixel => Assert.Equal(123, pixel));

    private static RgbImage Grey(int width, int height, params byte[] pixels) =>
        new(width, height, [.. pixels.SelectMany(pixel => Enumerable.Repeat(pixel, 3))]);
}
