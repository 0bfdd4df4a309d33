using System.Globalization;
using AutoProg.Training.Models;

namespace AutoProg.Training.Growth;

/// <summary>Names of a grown network's tensors and the names they are copied from; each group of blocks grows by itself.</summary>
public static class BlockMap
{
    /// <summary>The tensors, or other things by parameter name, of a network grown from one to another depth.</summary>
    /// <param name="source">Of the old network, complete.</param>
    /// <param name="from">Groups of the old network.</param>
    /// <param name="to">The same groups of the new one.</param>
    public static Dictionary<string, T> Grow<T>(
        IReadOnlyDictionary<string, T> source, IReadOnlyList<BlockGroup> from, IReadOnlyList<BlockGroup> to, IGrowthOperator growth)
    {
        var grown = source.Where(pair => from.All(group => BlockOf(group, pair.Key) is null)).ToDictionary();
        foreach (var (old, wanted) in from.Zip(to))
        {
            var inside = source.Keys.Where(name => BlockOf(old, name) == 0).Select(name => name[(old.Prefix.Length + 1)..]).ToArray();
            foreach (var block in Enumerable.Range(0, wanted.Count))
            {
                var copied = growth.SourceOf(block, old.Count, wanted.Count);
                foreach (var suffix in inside)
                {
                    grown[$"{old.Prefix}{block}{suffix}"] = source[$"{old.Prefix}{copied}{suffix}"];
                }
            }
        }

        return grown;
    }

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
