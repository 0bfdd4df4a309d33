namespace AutoProg.Training.Diffusion;

internal static class Spacing
{
    /// <summary>So many numbers evenly from the first to the last, both included; of one, the first.</summary>
    public static double[] Between(double first, double last, int count) =>
        [.. Enumerable.Range(0, count).Select(k => k > 0 && k == count - 1 ? last : first + k * ((last - first) / Math.Max(count - 1, 1)))];
}
