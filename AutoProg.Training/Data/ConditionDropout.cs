using static TorchSharp.torch;

namespace AutoProg.Training.Data;

/// <summary>Which samples of a step are trained without their condition, so that guidance has something to go away from.</summary>
internal static class ConditionDropout
{
    /// <summary>(samples) in bool, a function of seed and step alone.</summary>
    /// <param name="share">The probability of each sample: 0 drops none, 1 all.</param>
    public static Tensor Draw(int seed, int step, int samples, double share, Device device)
    {
        var random = new CounterRandom(seed, RandomPurpose.ConditionDropout, step);
        var dropped = new bool[samples];
        for (var sample = 0; sample < samples; sample++)
        {
            dropped[sample] = random.Uniform() < share;
        }

        return tensor(dropped, device: device);
    }
}
