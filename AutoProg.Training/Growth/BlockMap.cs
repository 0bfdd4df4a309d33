using System.Globalization;
using AutoProg.Training.Models;

namespace AutoProg.Training.Growth;

/// <summary>Names of a grown network's tensors and the names they are copied from; each group of blocks grows by itself.</summary>
public static class BlockMap
{
    private static readonly string[] Outputs = [".attn.proj.", ".mlp.fc2."];

    /// <summary>The tensors, or other things by parameter name, of a network grown from one to another depth.</summary>
    /// <param name="source">Of the old network, complete; what the operator leaves fresh is missing from the answer.</param>
    /// <param name="from">Groups of the old network.</param>
    /// <param name="to">The same groups of the new one.</param>
    public static Dictionary<string, T> Grow<T>(
        IReadOnlyDictionary<string, T> source, IReadOnlyList<BlockGroup> from, IReadOnlyList<BlockGroup> to, IGrowthOperator growth)
    {
        var grown = Outside(source, from);
        foreach (var (old, wanted) in from.Zip(to))
        {
            foreach (var block in Enumerable.Range(0, wanted.Count))
            {
                if (growth.SourceOf(block, old.Count, wanted.Count) is { } copied)
                {
                    Copy(source, grown, old, copied, block);
                }
            }
        }

        return grown;
    }

    /// <summary>The tensors of a sub-network of a supernet, its blocks numbered anew.</summary>
    public static Dictionary<string, T> Extract<T>(IReadOnlyDictionary<string, T> source, IReadOnlyList<BlockGroup> groups, SubNetwork blocks)
    {
        var extracted = Outside(source, groups);
        foreach (var (index, group) in groups.Index())
        {
            foreach (var (place, block) in Enumerable.Range(0, group.Count).Where(block => blocks.Uses(index, block)).Index())
            {
                Copy(source, extracted, group, block, place);
            }
        }

        return extracted;
    }

    /// <summary>Parameters by which new blocks add to their input: the residual branches' last layers.</summary>
    public static IReadOnlyList<string> NewOutputs(IEnumerable<string> names, IReadOnlyList<BlockGroup> from, IReadOnlyList<BlockGroup> to, IGrowthOperator growth) =>
        [.. names.Where(name => Outputs.Any(name.Contains) && from.Zip(to).Any(group =>
            BlockOf(group.First, name) is { } block && growth.IsNew(block, group.First.Count, group.Second.Count)))];

    private static void Copy<T>(IReadOnlyDictionary<string, T> source, Dictionary<string, T> target, BlockGroup group, int from, int to)
    {
        var prefix = $"{group.Prefix}{from}.";
        foreach (var (name, value) in source.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            target[$"{group.Prefix}{to}.{name[prefix.Length..]}"] = value;
        }
    }

    private static Dictionary<string, T> Outside<T>(IReadOnlyDictionary<string, T> source, IReadOnlyList<BlockGroup> groups) =>
        source.Where(pair => groups.All(group => BlockOf(group, pair.Key) is null)).ToDictionary();

    private static int? BlockOf(BlockGroup group, string name)
    {
        if (!name.StartsWith(group.Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = name.IndexOf('.', group.Prefix.Length);
        return int.Parse(name.AsSpan(group.Prefix.Length, end - group.Prefix.Length), CultureInfo.InvariantCulture);
    }
}
