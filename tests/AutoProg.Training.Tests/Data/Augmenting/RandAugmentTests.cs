using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Data.Augmenting;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class RandAugmentTests : IDisposable
{
    private static readonly float[] Mean = [0.5f, 0.4f, 0.3f];

    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Every_operation_is_drawn_as_often_and_acts_half_of_the_time()
    {
        var random = new CounterRandom(7, RandomPurpose.RandAugment, 0);
        var counts = Create(9).Draw(ref random, 30_000).CountBy(choice => choice.Operation.Name).ToArray();
        Assert.Equal(15, counts.Length);
        Assert.All(counts, count => Assert.InRange(count.Value, 846, 1_154)); // 1,000 within five standard deviations.
    }

    [Theory]
    [InlineData(4, 0.5, 4, 0.5)]
    [InlineData(9, 0, 9, 0)]
    [InlineData(10, 0.5, 9.8, 0.29)] // Cut off at 10: half of the levels are 10, the mean is 10 - 0.5 / sqrt(2 pi).
    public void Levels_scatter_about_the_magnitude(int magnitude, double deviation, double mean, double expectedDeviation)
    {
        var levels = Signed(Create(magnitude, deviation), "SharpnessIncreasing").Select(factor => Math.Abs(factor - 1) / 0.09).ToArray();
        Assert.Equal(mean, levels.Average(), 0.06);
        Assert.Equal(expectedDeviation, Math.Sqrt(levels.Average(level => Math.Pow(level - levels.Average(), 2))), 0.05);
    }

    [Fact]
    public void Half_of_the_images_take_the_opposite_direction()
    {
        var factors = Signed(Create(5), "BrightnessIncreasing");
        Assert.InRange(factors.Count(factor => factor > 1) / (double)factors.Length, 0.43, 0.57);
    }

    [Fact]
    public void A_batch_in_groups_equals_its_images_one_by_one()
    {
        var pixels = RandomImages(40, channels: 3, side: 12);
        var random = new CounterRandom(7, RandomPurpose.RandAugment, 5);
        var expected = pixels.to(float32).split(1).ToArray();
        var randAugment = Create(9);
        for (var round = 0; round < 2; round++)
        {
            foreach (var choice in randAugment.Draw(ref random, 40))
            {
                expected[choice.Image] = choice.Operation.Kernel(expected[choice.Image], tensor(choice.Numbers, 1, choice.Numbers.Length));
            }
        }

        var found = randAugment.Apply(pixels, step: 5);
        Pixels.AssertEqual(cat(expected), found);
        Assert.InRange(found.ne(pixels).view(40, -1).any(1).sum().item<long>(), 15, 39); // A quarter of the images meets no operation.
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pixels_stay_between_black_and_white(int channels)
    {
        var found = Create(10, operations: 6, channels: channels).Apply(RandomImages(64, channels, side: 16), step: 0);
        Assert.Equal([64L, channels, 16, 16], found.shape);
        Assert.InRange(found.min().item<float>(), -0.001f, 1);
        Assert.InRange(found.max().item<float>(), 254, 255.001f);
    }

    [Fact]
    public void Bytes_and_floats_give_the_same()
    {
        var images = RandomImages(16, channels: 3, side: 8);
        Assert.True(Create(9).Apply(images, 1).Equals(Create(9).Apply(images.to(float32), 1)));
    }

    [Fact]
    public void Its_randomness_depends_on_seed_and_step_only()
    {
        var images = RandomImages(16, channels: 3, side: 8);
        var (randAugment, resumed) = (Create(9), Create(9));
        randAugment.Apply(images, step: 0);
        var seventh = randAugment.Apply(images, step: 7);
        manual_seed(99);
        Assert.True(seventh.Equals(resumed.Apply(images, step: 7)));
        Assert.False(seventh.Equals(resumed.Apply(images, step: 8)));
        Assert.False(seventh.Equals(Create(9, seed: 8).Apply(images, step: 7)));
    }

    [Fact]
    public void The_images_given_stay_as_they_are()
    {
        var images = RandomImages(32, channels: 3, side: 8).to(float32);
        var before = images.clone();
        Create(9).Apply(images, step: 0);
        Assert.True(before.Equals(images));
    }

    [Fact]
    public void No_tensor_outlives_its_batch()
    {
        var images = RandomImages(32, channels: 3, side: 8);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Create(9).Apply(images, step: 0).Dispose();
        Create(9).Apply(images.narrow(0, 0, 1), step: 3).Dispose();
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount); // The one image.
    }

    public void Dispose() => scope.Dispose();

    private static RandAugment Create(int magnitude, double deviation = 0.5, int operations = 2, int seed = 7, int channels = 3) =>
        new(seed, new() { RandAugmentOperations = operations, RandAugmentDeviation = deviation }, magnitude, Mean[..channels]);

    private static double[] Signed(RandAugment randAugment, string name)
    {
        var random = new CounterRandom(7, RandomPurpose.RandAugment, 0);
        return [.. randAugment.Draw(ref random, 40_000).Where(choice => choice.Operation.Name == name).Select(choice => (double)choice.Numbers[0])];
    }

    private static Tensor RandomImages(int count, int channels, int side)
    {
        manual_seed(1);
        return randint(0, 256, [count, channels, side, side], dtype: uint8);
    }
}
