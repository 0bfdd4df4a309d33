using AutoProg.Training.Loop;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Loop;

public sealed class SeedsTests
{
    [Fact]
    public void Seeds_and_steps_that_differ_draw_different_numbers()
    {
        int[] seeds = [0, 1, 2, 1 << 23, (1 << 23) + 1, 20_261_124, int.MaxValue];
        long[] steps = [0, 1, 1_000, 1L << 31, Seeds.Initialisation, Seeds.Initialisation + 1];
        var draws = seeds.SelectMany(seed => steps.Select(step => Draw(seed, step))).ToArray();

        Assert.Equal(draws.Length, draws.Distinct().Count());
        Assert.Equal(Draw(20_261_124, 7), Draw(20_261_124, 7));
    }

    private static double Draw(int seed, long step)
    {
        using var scope = NewDisposeScope();
        Seeds.Set(seed, step);
        return rand(1, dtype: float64).item<double>();
    }
}
