namespace AutoProg.Training.Diffusion;

/// <summary>The timesteps that a sampler visits.</summary>
internal static class SpacedTimesteps
{
    /// <summary>Descending timesteps, one per step; those of linspace may be fractions.</summary>
    /// <param name="trained">Timesteps of the whole process.</param>
    /// <exception cref="ArgumentException">There are more steps than timesteps, or the offset leads beyond them.</exception>
    public static double[] Of(SamplerOptions options, int trained) => Fitting(Spaced(options, trained, options.Steps), options, trained);

    /// <summary>The same rounded to whole timesteps.</summary>
    /// <param name="endsBeforeLast">
    /// Spaces linspace and leading as for one step more and leaves the last timestep out, because sampling does not stop there.
    /// </param>
    public static int[] Whole(SamplerOptions options, int trained, bool endsBeforeLast = false)
    {
        var spaced = Spaced(options, trained, endsBeforeLast ? options.Steps + 1 : options.Steps);
        return Array.ConvertAll(Fitting(Array.ConvertAll(spaced, Math.Round), options, trained), timestep => (int)timestep);
    }

    private static double[] Spaced(SamplerOptions options, int trained, int points)
    {
        var steps = Enumerable.Range(0, Math.Max(options.Steps, 0));
        return options.Spacing switch
        {
            TimestepSpacing.Trailing => [.. steps.Select(step => Math.Round(trained - step * ((double)trained / options.Steps)) - 1)],
            TimestepSpacing.Leading => [.. steps.Select(step => (double)(points - 1 - step) * (trained / points) + options.Offset)],
            TimestepSpacing.Linspace => [.. Spacing.Between(0, trained - 1, Math.Max(points, 0)).Reverse().Take(options.Steps)],
            _ => throw new ArgumentException($"Unknown timestep spacing '{options.Spacing}'.", nameof(options)),
        };
    }

    private static double[] Fitting(double[] timesteps, SamplerOptions options, int trained) =>
        timesteps.Length > 0 && timesteps[0] < trained && timesteps[^1] >= 0 && timesteps.Zip(timesteps.Skip(1)).All(pair => pair.First > pair.Second)
            ? timesteps
            : throw new ArgumentException(
                $"{options.Steps} steps ({options.Spacing}, offset {options.Offset}) do not fit into {trained} timesteps; use at least 1, at most {trained}, and a smaller offset.", nameof(options));
}
