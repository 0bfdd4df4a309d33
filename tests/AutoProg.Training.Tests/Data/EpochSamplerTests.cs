using AutoProg.Training.Data;

namespace AutoProg.Training.Tests.Data;

public class EpochSamplerTests
{
    [Fact]
    public void An_epoch_takes_every_image_once_but_for_the_last_incomplete_batch()
    {
        var sampler = new EpochSampler(seed: 3, count: 103, batchSize: 10);
        var images = sampler.Batches(0, sampler.StepsPerEpoch).SelectMany(batch => batch).ToArray();
        Assert.Equal(10, sampler.StepsPerEpoch);
        Assert.Equal(100, images.Distinct().Count());
        Assert.All(images, image => Assert.InRange(image, 0, 102));
    }

    [Fact]
    public void A_resumed_sampler_goes_on_with_the_same_batches()
    {
        var whole = new EpochSampler(seed: 3, count: 50, batchSize: 8).Batches(0, 20).ToArray();
        var resumed = new EpochSampler(seed: 3, count: 50, batchSize: 8);
        Assert.Equal(whole[13..], resumed.Batches(13, 20));
        Assert.Equal(whole[2], resumed.Batch(2));
    }

    [Fact]
    public void Epochs_and_seeds_differ()
    {
        var sampler = new EpochSampler(seed: 3, count: 100, batchSize: 100);
        Assert.NotEqual(sampler.Batch(0), sampler.Batch(1));
        Assert.NotEqual(sampler.Batch(0), new EpochSampler(seed: 4, count: 100, batchSize: 100).Batch(0));
    }

    [Fact]
    public void Every_order_is_about_equally_likely()
    {
        var counts = Enumerable.Range(0, 6_000)
            .Select(seed => string.Join("", new EpochSampler(seed, count: 3, batchSize: 3).Batch(0)))
            .CountBy(order => order).ToArray();
        Assert.Equal(6, counts.Length);
        Assert.All(counts, order => Assert.InRange(order.Value, 860, 1_140)); // 1,000 within five standard deviations.
    }

    [Fact]
    public void A_set_smaller_than_the_batch_is_one_batch()
    {
        var sampler = new EpochSampler(seed: 3, count: 5, batchSize: 64);
        Assert.Equal(1, sampler.StepsPerEpoch);
        Assert.Equal([0L, 1, 2, 3, 4], sampler.Batch(7).Order());
    }

    [Fact]
    public void Repeated_augmentation_puts_copies_side_by_side_in_as_many_steps()
    {
        var once = new EpochSampler(seed: 3, count: 103, batchSize: 10);
        var repeated = new EpochSampler(seed: 3, count: 103, batchSize: 10, repeats: 3);
        Assert.Equal(once.StepsPerEpoch, repeated.StepsPerEpoch);
        var places = repeated.Batches(0, repeated.StepsPerEpoch).SelectMany(batch => batch).ToArray();
        Assert.All(places.Chunk(3).SkipLast(1), copies => Assert.Single(copies.Distinct()));
        Assert.Equal(once.Batches(0, once.StepsPerEpoch).SelectMany(batch => batch).Take(34), places.Distinct());
        Assert.NotEqual(places.Distinct(), repeated.Batches(10, 20).SelectMany(batch => batch).Distinct());
    }

    [Fact]
    public void Evaluation_takes_all_images_in_order() =>
        Assert.Equal([[0L, 1], [2L, 3], [4L]], EpochSampler.InOrder(count: 5, batchSize: 2));
}
