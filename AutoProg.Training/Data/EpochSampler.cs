namespace AutoProg.Training.Data;

/// <summary>
/// Which images each step trains on: every epoch a new permutation, its last incomplete batch dropped. A pure function
/// of the arguments, so that a resumed run needs no stored position.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="count">Training images.</param>
/// <param name="batchSize">Images per step; a set smaller than that is one batch.</param>
/// <param name="repeats">
/// Copies of each image, side by side, to be augmented differently (arXiv 1902.05509): an epoch has as many steps, of fewer images.
/// </param>
public sealed class EpochSampler(int seed, int count, int batchSize, int repeats = 1)
{
    private readonly int size = Math.Min(batchSize, count);
    private (int Epoch, long[] Order)? current;

    /// <summary>At least 1.</summary>
    public int StepsPerEpoch => count / size;

    /// <summary>The images of the step after <paramref name="step"/> finished ones.</summary>
    public long[] Batch(int step)
    {
        var (epoch, batch) = Math.DivRem(step, StepsPerEpoch);
        if (current?.Epoch != epoch)
        {
            current = (epoch, Permutation(epoch));
        }

        var order = current.Value.Order;
        return [.. Enumerable.Range(batch * size, size).Select(place => order[place / repeats])];
    }

    /// <summary>The batches of steps [first, end).</summary>
    public IEnumerable<long[]> Batches(int first, int end) => Enumerable.Range(first, end - first).Select(Batch);

    /// <summary>All images once in order, for evaluation; the last batch may be smaller.</summary>
    public static IEnumerable<long[]> InOrder(int count, int batchSize) =>
        Enumerable.Range(0, count).Select(index => (long)index).Chunk(batchSize);

    private long[] Permutation(int epoch) =>
        Array.ConvertAll(new CounterRandom(seed, RandomPurpose.Shuffle, epoch).Permutation(count), index => (long)index);
}
