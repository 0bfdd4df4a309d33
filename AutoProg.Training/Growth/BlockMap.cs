namespace AutoProg.Training.Growth;

/// <summary>Names of a grown network's tensors and the names they are copied from.</summary>
public static class BlockMap
{
    private const string Prefix = "blocks.";

    /// <summary>The source name of a tensor: <c>blocks.N.rest</c> maps by the operator, every other name to itself.</summary>
    public static string SourceName(string name, int from, int to, IGrowthOperator growth)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return name;
        }

        var end = name.IndexOf('.', Prefix.Length);
        var block = int.Parse(name.AsSpan(Prefix.Length, end - Prefix.Length), System.Globalization.CultureInfo.InvariantCulture);
        return $"{Prefix}{growth.SourceOf(block, from, to)}{name[end..]}";
    }
}
