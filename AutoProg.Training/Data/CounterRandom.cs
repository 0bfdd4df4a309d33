namespace AutoProg.Training.Data;

/// <summary>What a stream of random numbers is for: streams of one seed are independent.</summary>
internal enum RandomPurpose
{
    Shuffle = 1,
    Augment = 2,
    Candidates = 3,
    HoldOut = 4,
    RandAugment = 5,
    RandomErasing = 6,
    Mix = 7,
    ConditionDropout = 8,
    Sampling = 9,
    ZeroShot = 10,
}

/// <summary>
/// Random numbers as a pure function of (seed, purpose, index): SplitMix64 (Steele, Lea, Flood 2014), started at a hash of
/// the three. The same on every machine, so that a resumed run needs no stored generator.
/// </summary>
internal struct CounterRandom(int seed, RandomPurpose purpose, int index)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong state = Mix(Mix(Mix((ulong)(uint)seed + Increment) + (ulong)purpose) + (uint)index);

    /// <summary>A whole number from 0 to below <paramref name="end"/>; its bias is below 2^-32 for every end up to 2^31.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in random order.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var k = 0; k < count; k++)
        {
            var other = Below(k + 1);
            order[k] = order[other];
            order[other] = k;
        }

        return order;
    }

    /// <summary>From 0 to below 1, a multiple of 2^-53.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From <paramref name="least"/> to below <paramref name="most"/>.</summary>
    public double Between(double least, double most) => least + (most - least) * Uniform();

    /// <summary>Of mean 0 and deviation 1 (Box, Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(Math.Tau * Uniform());

    /// <summary>For a generator of another kind.</summary>
    public ulong Seed() => Next();

    private ulong Next() => Mix(state += Increment);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
