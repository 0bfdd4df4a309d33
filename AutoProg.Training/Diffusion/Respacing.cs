using System.Globalization;

namespace AutoProg.Training.Diffusion;

/// <summary>Which timesteps of a process a shorter one keeps, by the names that DiT's code uses (arXiv 2102.09672).</summary>
public static class Respacing
{
    private const string Strided = "ddim";

    /// <summary>The kept timesteps, ascending.</summary>
    /// <param name="spacing">
    /// <c>50</c>: 50 timesteps evenly from the first to the last; <c>10,15,20</c>: so many from each third;
    /// <c>ddim50</c>: every so many-th timestep from 0, 50 in all.
    /// </param>
    /// <param name="steps">Steps of the whole process.</param>
    /// <exception cref="ArgumentException">The spacing is no such name, or asks for more timesteps than there are.</exception>
    public static int[] Timesteps(string spacing, int steps)
    {
        var isStrided = spacing.StartsWith(Strided, StringComparison.Ordinal);
        int[] counts = [.. (isStrided ? spacing[Strided.Length..] : spacing).Split(',').Select(text => Count(text, spacing))];
        return isStrided ? Stride(counts, spacing, steps) : Sections(counts, spacing, steps);
    }

    private static int[] Stride(int[] counts, string spacing, int steps)
    {
        var strides = Enumerable.Range(1, steps).Where(stride => counts is [var count] && (steps + stride - 1) / stride == count);
        return strides.FirstOrDefault() is > 0 and var stride
            ? [.. Enumerable.Range(0, counts[0]).Select(kept => kept * stride)]
            : throw new ArgumentException($"No stride takes '{spacing}' from {steps} steps; use a number that divides them.", nameof(spacing));
    }

    private static int[] Sections(int[] counts, string spacing, int steps)
    {
        var (size, extra) = Math.DivRem(steps, counts.Length);
        var (timesteps, start) = (new List<int>(), 0);
        foreach (var (section, count) in counts.Index())
        {
            var length = section < extra ? size + 1 : size;
            if (count > length)
            {
                throw new ArgumentException($"'{spacing}' takes {count} timesteps from a section of {length}; use fewer.", nameof(spacing));
            }

            timesteps.AddRange(Evenly(start, length, count));
            start += length;
        }

        return [.. timesteps];
    }

    // The position is summed up, as in the reference: a product would round other halves.
    private static IEnumerable<int> Evenly(int start, int length, int count)
    {
        var (position, stride) = (0.0, count > 1 ? (length - 1.0) / (count - 1) : 1);
        for (var kept = 0; kept < count; kept++)
        {
            yield return start + (int)Math.Round(position);
            position += stride;
        }
    }

    private static int Count(string text, string spacing) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new ArgumentException($"Unknown spacing '{spacing}'; use a number of steps, several with commas, or ddim and a number.", nameof(spacing));
}
