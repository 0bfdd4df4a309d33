using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;

namespace AutoProg.Training.Search;

/// <summary>
/// Training images that candidates are read on: not trained before the last stage, which has nothing left to search and
/// takes all. Until then another image stands in for each. A run without a search holds out none.
/// </summary>
internal sealed class HeldOutImages
{
    // Of a small set, the search takes no more than a tenth.
    private const int MostOf = 10;

    private readonly int seed;
    private readonly int until;
    private readonly long[] held, others;
    private readonly HashSet<long> isHeld;

    public HeldOutImages(RunSpec spec, RunPlan plan, int count)
    {
        seed = spec.Seed;
        until = plan.Stages[^1].FirstStep;
        var wanted = spec.Schedule.Kind == ScheduleKind.AutoprogOne ? spec.Search.EvalBatches * (long)spec.Optimization.BatchSize : 0;
        var order = new CounterRandom(seed, RandomPurpose.HoldOut, 0).Permutation(count);
        var size = (int)Math.Min(wanted, count / MostOf);
        held = [.. order.Take(size).Select(index => (long)index).Order()];
        others = [.. order.Skip(size).Select(index => (long)index)];
        isHeld = [.. held];
    }

    /// <summary>Their indices, in batches.</summary>
    public IEnumerable<long[]> Batches(int batchSize) => held.Chunk(batchSize);

    /// <summary>The images of the step after <paramref name="step"/> finished ones, without held-out ones.</summary>
    public long[] Replace(long[] batch, int step)
    {
        if (step >= until || !batch.Any(isHeld.Contains))
        {
            return batch;
        }

        var random = new CounterRandom(seed, RandomPurpose.HoldOut, 1 + step);
        return Array.ConvertAll(batch, index => isHeld.Contains(index) ? others[random.Below(others.Length)] : index);
    }
}
