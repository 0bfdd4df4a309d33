namespace AutoProg.Training.Diffusion;

/// <summary>Noise relative to the image at every timestep of a process, and between timesteps.</summary>
internal sealed class SigmaTable(NoiseSchedule schedule)
{
    private const double Curvature = 7;

    private readonly double[] sigmas = [.. Enumerable.Range(0, schedule.Steps).Select(step => schedule.Level(step).Sigma)];

    public double Smallest => sigmas[0];

    public double Largest => sigmas[^1];

    /// <summary>The sigmas of arXiv 2206.00364, equation 5: evenly in the seventh root, the largest first.</summary>
    public static double[] Karras(double largest, double smallest, int steps) =>
        [.. Spacing.Between(Math.Pow(largest, 1 / Curvature), Math.Pow(smallest, 1 / Curvature), steps).Select(root => Math.Pow(root, Curvature))];

    /// <summary>Sigma at a timestep, linear between whole ones.</summary>
    public double At(double timestep)
    {
        var below = Below(timestep);
        return sigmas[below] + (timestep - below) * (sigmas[below + 1] - sigmas[below]);
    }

    /// <summary>The timestep of a sigma, linear in its logarithm between whole ones.</summary>
    public double TimestepOf(double sigma)
    {
        var below = Below(Array.FindLastIndex(sigmas, known => known <= sigma));
        var (low, high) = (Math.Log(sigmas[below]), Math.Log(sigmas[below + 1]));
        return below + Math.Clamp((Math.Log(sigma) - low) / (high - low), 0, 1);
    }

    private int Below(double timestep) => Math.Clamp((int)timestep, 0, sigmas.Length - 2);
}
