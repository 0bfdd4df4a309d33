using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Data.Augmenting;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class BatchMixingTests : IDisposable
{
    private const int Images = 6;
    private const int Side = 10;

    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Mixup_blends_every_image_with_its_mirror_in_the_batch()
    {
        var (mixed, kept) = new BatchMixing(7, new() { Mixup = 0.8 }).Apply(Numbered(), step: 0);
        Assert.InRange(kept, 0.001, 0.999);
        Assert.All(Enumerable.Range(0, Images), image => Pixels.AssertEqual(
            full([2, Side, Side], (float)(kept * image + (1 - kept) * (Images - 1 - image))), mixed[image]));
    }

    [Fact]
    public void Cutmix_takes_one_rectangle_from_the_mirror_image_and_says_what_is_left()
    {
        foreach (var step in Enumerable.Range(0, 30))
        {
            var (mixed, kept) = new BatchMixing(7, new() { Cutmix = 1 }).Apply(Numbered(), step);
            var foreign = mixed[0].eq(Images - 1);
            Assert.True(foreign.logical_or(mixed[0].eq(0)).all().item<bool>());
            Assert.Equal(1 - foreign.to(float64).mean().item<double>(), kept, 1e-12);
            Assert.All(Enumerable.Range(0, Images), image => Assert.True(mixed[image].Equals(foreign.to(float32) * (Images - 1 - 2 * image) + image)));
            var (rows, columns) = (foreign[0].any(1).sum().item<long>(), foreign[0].any(0).sum().item<long>());
            Assert.Equal(rows * columns, foreign[0].sum().item<long>());
        }
    }

    [Theory]
    [InlineData(5, 5, 0.75, 3, 3, 4, 4)] // Half of ten pixels on each side, made even.
    [InlineData(0, 0, 0.75, 0, 0, 2, 2)]
    [InlineData(9, 4, 0.75, 7, 2, 3, 4)]
    [InlineData(5, 5, 0, 0, 0, 10, 10)]
    [InlineData(3, 8, 1, 3, 8, 0, 0)]
    public void The_rectangle_is_cut_off_at_the_border(int row, int column, double kept, int top, int left, int height, int width) =>
        Assert.Equal(new PixelBox(top, left, height, width), Cutmix.Around(row, column, kept, Side, Side));

    [Fact]
    public void The_batch_that_is_given_stays_as_it_is()
    {
        var images = Numbered();
        new BatchMixing(7, new() { Mixup = 1 }).Apply(images, step: 0);
        new BatchMixing(7, new() { Cutmix = 1 }).Apply(images, step: 0);
        Assert.True(images.Equals(Numbered()));
    }

    [Theory]
    [InlineData(1, 0.3, 0.27, 0.33)]
    [InlineData(0.6, 0.5, 0.27, 0.33)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 0, 0, 0)]
    public void Probabilities_decide_between_mixup_cutmix_and_neither(double mix, double toCutmix, double least, double most)
    {
        var mixing = new BatchMixing(7, new() { Mixup = 1, Cutmix = 1, MixProbability = mix, SwitchProbability = toCutmix });
        var images = zeros(2, 1, 2, 2);
        images[0].fill_(1);
        var kinds = Enumerable.Range(0, 4_000).Select(step =>
        {
            using var inner = NewDisposeScope();
            var mixed = mixing.Apply(images, step).Images;
            // A blend lies between the two; a cut with an area to take leaves only the two.
            return ReferenceEquals(mixed, images) ? "none" : mixed[0, 0, 0, 0].item<float>() is 0 or 1 ? "cutmix" : "mixup";
        }).CountBy(kind => kind).ToDictionary();
        Assert.InRange(kinds.GetValueOrDefault("cutmix") / 4_000.0, least, most);
        Assert.Equal(1 - mix, kinds.GetValueOrDefault("none") / 4_000.0, 0.04);
    }

    [Fact]
    public void Ratios_follow_the_alpha_of_their_own_kind()
    {
        var (images, steps) = (zeros(2, 1, 64, 64), Enumerable.Range(0, 2_000).ToArray());
        Assert.Equal(Variance(0.2), Measured(new() { Mixup = 0.2 }), 0.01);
        Assert.Equal(Variance(5), Measured(new() { Mixup = 5, Cutmix = 0.2, SwitchProbability = 0 }), 0.01);

        static double Variance(double alpha) => 1 / (4 * (2 * alpha + 1));

        double Measured(RegularizationSpec spec)
        {
            var mixing = new BatchMixing(7, spec);
            return steps.Average(step =>
            {
                using var inner = NewDisposeScope();
                return Math.Pow(mixing.Apply(images, step).Kept - 0.5, 2);
            });
        }
    }

    [Fact]
    public void Its_randomness_depends_on_seed_and_step_only()
    {
        var spec = new RegularizationSpec { Mixup = 0.8, Cutmix = 1 };
        var kept = Kept(seed: 7, first: 0);
        manual_seed(99);
        Assert.Equal(kept[13..], Kept(seed: 7, first: 13));
        Assert.NotEqual(kept, Kept(seed: 8, first: 0));
        Assert.True(kept.Distinct().Count() > 10);

        double[] Kept(int seed, int first)
        {
            var mixing = new BatchMixing(seed, spec);
            return [.. Enumerable.Range(first, 20 - first).Select(step => mixing.Apply(Numbered(), step).Kept)];
        }
    }

    public void Dispose() => scope.Dispose();

    // Every pixel of an image is its number.
    private static Tensor Numbered() => arange(Images, float32).view(Images, 1, 1, 1).expand(Images, 2, Side, Side).contiguous();
}
