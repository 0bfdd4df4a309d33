namespace AutoProg.Contracts.Specification;

/// <summary>Multiplications, per image, of layers that several models have.</summary>
internal static class LayerCost
{
    /// <summary>
    /// A pre-norm block of attention and MLP on so many tokens, of which only <paramref name="read"/> are computed: keys
    /// and values of all, queries and everything after attention of those alone.
    /// </summary>
    public static double Block(double tokens, double read, double width, double hidden)
    {
        var keysAndValues = 2 * tokens * width * width;
        var queriesAndProjection = 2 * read * width * width;
        return keysAndValues + queriesAndProjection + Mixing(tokens, read, width) + Mlp(read, width, hidden);
    }

    /// <summary>Attention of <paramref name="read"/> queries to so many tokens: scores and their use, without weights.</summary>
    public static double Mixing(double tokens, double read, double width) => 2 * read * tokens * width;

    public static double Mlp(double tokens, double width, double hidden) => 2 * tokens * width * hidden;

    /// <summary>A square kernel at so many output positions.</summary>
    public static double Convolution(double positions, double kernel, double inputs, double outputs) =>
        positions * kernel * kernel * inputs * outputs;
}
