using System.Globalization;

namespace AutoProg.Training.Growth;

/// <summary>Names of a grown network's tensors and the names they are copied from.</summary>
public static class BlockMap
{
    private const string Prefix = "blocks.";

    /// <summary>The tensors, or other things by parameter name, of a network grown from one to another depth.</summary>
    public static Dictionary<string, T> Grow<T>(IReadOnlyDictionary<string, T> source, int from, int to, IGrowthOperator growth)
    {
        var rest = source.Keys.Where(name => BlockOf(name) is null);
        var inside = source.Keys.Where(name => BlockOf(name) == 0).Select(name => name[(Prefix.Length + 1)..]).ToArray();
        var blocks = Enumerable.Range(0, to).SelectMany(block => inside.Select(suffix => $"{Prefix}{block}{suffix}"));
        return rest.Concat(blocks).ToDictionary(name => name, name => source[SourceName(name, from, to, growth)]);
    }

    /// <summary>The source name of a tensor: <c>blocks.N.rest</c> maps by the operator, every other name to itself.</summary>
    public static string SourceName(string name, int from, int to, IGrowthOperator growth)
    {
        if (BlockOf(name) is not { } block)
        {
            return name;
        }

        return $"{Prefix}{growth.SourceOf(block, from, to)}{name[name.IndexOf('.', Prefix.Length)..]}";
    }

    private static int? BlockOf(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = name.IndexOf('.', Prefix.Length);
        return int.Parse(name.AsSpan(Prefix.Length, end - Prefix.Length), CultureInfo.InvariantCulture);
    }
}
