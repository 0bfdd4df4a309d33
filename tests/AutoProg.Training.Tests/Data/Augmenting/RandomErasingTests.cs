using AutoProg.Training.Data.Augmenting;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class RandomErasingTests : IDisposable
{
    private const int Side = 32;

    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void What_is_erased_is_one_rectangle_of_the_allowed_area_and_shape()
    {
        var boxes = Boxes(Erase(probability: 1, images: 4_000));
        Assert.All(boxes, box =>
        {
            Assert.Equal(box.Height * box.Width, box.Erased);
            // Sides are rounded by up to half a pixel.
            Assert.True((box.Height + 0.5) * (box.Width + 0.5) >= 0.02 * Side * Side, $"{box}");
            Assert.True((box.Height - 0.5) * (box.Width - 0.5) <= Side * Side / 3.0, $"{box}");
            Assert.InRange((box.Height + 0.5) / (box.Width - 0.5), 0.3, double.PositiveInfinity);
            Assert.InRange((box.Height - 0.5) / (box.Width + 0.5), 0, 1 / 0.3);
        });
    }

    [Fact]
    public void Areas_are_spread_evenly_and_shapes_lie_as_often_as_they_stand()
    {
        var boxes = Boxes(Erase(probability: 1, images: 4_000)).ToArray();
        var areas = boxes.Select(box => box.Erased / (double)(Side * Side)).ToArray();
        // From 0.02 to 1/3 evenly: mean 0.177, deviation 0.0905, of 4,000 images 0.0014; few of the largest do not fit.
        Assert.Equal((0.02 + 1 / 3.0) / 2, areas.Average(), 0.006);
        Assert.InRange(areas.Count(area => area < 0.1) / 4_000.0, 0.22, 0.29);
        Assert.Equal(0, boxes.Average(box => Math.Log((double)box.Height / box.Width)), 0.06);
        Assert.Equal((Side - 1) / 2.0, boxes.Average(box => box.Top + (box.Height - 1) / 2.0), 0.6);
        Assert.Equal((Side - 1) / 2.0, boxes.Average(box => box.Left + (box.Width - 1) / 2.0), 0.6);
    }

    [Theory]
    [InlineData(0.25, 863, 1_137)] // 1,000 within five standard deviations.
    [InlineData(1, 4_000, 4_000)]
    public void As_many_images_are_erased_as_are_likely_to(double probability, int least, int most) =>
        Assert.InRange(Boxes(Erase(probability, images: 4_000)).Count(box => box.Erased > 0), least, most);

    [Fact]
    public void Noise_is_normal_and_differs_between_channels()
    {
        manual_seed(5);
        var erased = new RandomErasing(7, 1).Apply(zeros(500, 3, Side, Side), step: 0);
        var channels = erased.unbind(1);
        Assert.True(channels[0].ne(0).Equals(channels[1].ne(0)));
        var values = erased.masked_select(erased.ne(0));
        Assert.Equal(0, values.mean().item<float>(), 0.02);
        Assert.Equal(1, values.std().item<float>(), 0.02);
        Assert.False(channels[0].Equals(channels[1]));
    }

    [Fact]
    public void Everything_else_keeps_its_pixels()
    {
        manual_seed(5);
        var images = randn(50, 1, Side, Side);
        var found = new RandomErasing(7, 1).Apply(images, step: 3);
        var erased = Erase(probability: 1, images: 50, step: 3).ne(0);
        Assert.True(images.masked_select(erased.logical_not()).Equals(found.masked_select(erased.logical_not())));
        Assert.False(images.masked_select(erased).eq(found.masked_select(erased)).any().item<bool>());
    }

    [Fact]
    public void Rectangles_depend_on_seed_and_step_and_noise_on_the_seed_of_torch()
    {
        var first = Erase(probability: 0.5, images: 20, step: 7);
        Assert.True(first.Equals(Erase(probability: 0.5, images: 20, step: 7)));
        var otherNoise = Erase(probability: 0.5, images: 20, step: 7, torchSeed: 6);
        Assert.True(first.ne(0).Equals(otherNoise.ne(0)));
        Assert.False(first.Equals(otherNoise));
        Assert.False(first.ne(0).Equals(Erase(probability: 0.5, images: 20, step: 8).ne(0)));
    }

    public void Dispose() => scope.Dispose();

    private static Tensor Erase(double probability, int images, int step = 0, int torchSeed = 5)
    {
        manual_seed(torchSeed);
        return new RandomErasing(7, probability).Apply(zeros(images, 1, Side, Side), step);
    }

    // The bounds of all erased pixels, and their number.
    private static IReadOnlyList<(int Top, int Left, int Height, int Width, int Erased)> Boxes(Tensor images)
    {
        var erased = images.ne(0).to(uint8).data<byte>().ToArray();
        return [.. erased.Chunk(Side * Side).Select(image =>
        {
            var places = Enumerable.Range(0, image.Length).Where(place => image[place] != 0).ToArray();
            if (places.Length == 0)
            {
                return default;
            }

            var (rows, columns) = (places.Select(place => place / Side).ToArray(), places.Select(place => place % Side).ToArray());
            return (rows.Min(), columns.Min(), rows.Max() - rows.Min() + 1, columns.Max() - columns.Min() + 1, places.Length);
        })];
    }
}
