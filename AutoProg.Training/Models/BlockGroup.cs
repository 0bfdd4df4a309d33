using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Models;

/// <summary>A row of equal blocks, <c>{Prefix}0</c> to <c>{Prefix}{Count - 1}</c>: the part of a model that grows in depth.</summary>
/// <param name="Prefix">Of its parameter names, with the trailing dot.</param>
/// <param name="Count">Blocks in it.</param>
public sealed record BlockGroup(string Prefix, int Count)
{
    /// <summary>The groups of a model at a depth in blocks, in forward order.</summary>
    public static IReadOnlyList<BlockGroup> Of(ModelSpec model, int depth) =>
        [.. DepthSplit.Of(model, depth).Select((count, group) => new BlockGroup(PrefixOf(model.Family, group), count))];

    // Between the outlookers and the first transformers of a VOLO lies network.1, which no depth changes.
    private static string PrefixOf(ModelFamily family, int group) => (family, group) switch
    {
        (ModelFamily.Vit or ModelFamily.Dit, _) => "blocks.",
        (_, 0) => "network.0.",
        _ => $"network.{group + 1}.",
    };
}
