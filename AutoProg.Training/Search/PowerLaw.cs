namespace AutoProg.Training.Search;

/// <summary>L = a · T^b by least squares on L, as the authors fit loss against time (arXiv 2203.14509, section 3.3).</summary>
internal static class PowerLaw
{
    private const int MostIterations = 200;

    /// <summary>The exponent b; 0 where all times are equal, or too close to tell.</summary>
    /// <remarks>Levenberg-Marquardt. The unit of T only scales a, so T is taken relative to its geometric mean.</remarks>
    public static double Exponent(IReadOnlyList<double> times, IReadOnlyList<double> losses)
    {
        var logs = times.Select(time => Math.Log(time)).ToArray();
        var centre = logs.Average();
        var x = Array.ConvertAll(logs, log => log - centre);
        if (x.All(value => Math.Abs(value) < 1e-12))
        {
            return 0;
        }

        var (a, b, damping) = (losses.Average(), 0.0, 1e-3);
        var error = Error(a, b);
        for (var i = 0; i < MostIterations && damping < 1e12; i++)
        {
            var (stepA, stepB) = Step(a, b, damping);
            var trial = Error(a + stepA, b + stepB);
            if (trial > error)
            {
                damping *= 10;
                continue;
            }

            (a, b, damping) = (a + stepA, b + stepB, damping / 10);
            var gained = error - trial;
            error = trial;
            if (gained <= 1e-15 * error && Math.Abs(stepB) < 1e-12)
            {
                break;
            }
        }

        return double.IsFinite(b) ? b : 0;

        double Error(double scale, double exponent) =>
            x.Zip(losses, (log, loss) => loss - scale * Math.Exp(exponent * log)).Sum(residual => residual * residual);

        // One damped Gauss-Newton step: two normal equations.
        (double A, double B) Step(double scale, double exponent, double lambda)
        {
            double aa = 0, ab = 0, bb = 0, ra = 0, rb = 0;
            for (var i = 0; i < x.Length; i++)
            {
                var byA = Math.Exp(exponent * x[i]);
                var byB = scale * byA * x[i];
                var residual = losses[i] - scale * byA;
                (aa, ab, bb, ra, rb) = (aa + byA * byA, ab + byA * byB, bb + byB * byB, ra + byA * residual, rb + byB * residual);
            }

            (aa, bb) = (aa * (1 + lambda), bb * (1 + lambda));
            var determinant = aa * bb - ab * ab;
            return ((ra * bb - rb * ab) / determinant, (rb * aa - ra * ab) / determinant);
        }
    }
}
