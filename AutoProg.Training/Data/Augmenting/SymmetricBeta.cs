namespace AutoProg.Training.Data.Augmenting;

/// <summary>Draws from Beta(alpha, alpha): 0 or 1 almost always for a small alpha, near 0.5 for a large one.</summary>
internal static class SymmetricBeta
{
    public static double Draw(ref CounterRandom random, double alpha)
    {
        var one = LogGamma(ref random, alpha);
        var other = LogGamma(ref random, alpha);
        return 1 / (1 + Math.Exp(other - one));
    }

    // The logarithm of a gamma variate (Marsaglia, Tsang 2000); the variate itself underflows for a small shape.
    private static double LogGamma(ref CounterRandom random, double shape)
    {
        if (shape < 1)
        {
            var below = Math.Log(1 - random.Uniform()) / shape;
            return below + LogGamma(ref random, shape + 1);
        }

        var d = shape - 1 / 3.0;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.Normal();
            var cube = Math.Pow(1 + c * normal, 3);
            if (cube > 0 && Math.Log(1 - random.Uniform()) < normal * normal / 2 + d * (1 - cube + Math.Log(cube)))
            {
                return Math.Log(d * cube);
            }
        }
    }
}
