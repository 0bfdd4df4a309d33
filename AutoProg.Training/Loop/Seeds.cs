using TorchSharp;

namespace AutoProg.Training.Loop;

/// <summary>
/// Random state as a function of (seed, step): a resumed run draws what the uninterrupted one would have drawn,
/// and a checkpoint needs no generator state.
/// </summary>
internal static class Seeds
{
    /// <summary>In place of a step, for initial weights.</summary>
    public const long Initialisation = 1L << 40;

    public static void Set(int seed, long step) => torch.random.manual_seed(unchecked((long)Mix(Packed((uint)seed, step))));

    // Steps take bits 0 to 31 and 40, the seed's low 23 bits those above, its high bits the gap: no two pairs meet.
    private static ulong Packed(ulong seed, long step) => (seed << 41) ^ (seed >> 23 << 32) ^ (ulong)step;

    // SplitMix64's finaliser: neighbouring steps get unrelated states.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
