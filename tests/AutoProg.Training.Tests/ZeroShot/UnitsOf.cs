using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;

namespace AutoProg.Training.Tests.ZeroShot;

internal static class UnitsOf
{
    public static UnfreezingUnits Blocks(int count) =>
        new([.. Enumerable.Range(0, count).Select(block => new UnfreezingGroup($"blocks.{block}", $"blocks.{block}."))]);

    /// <summary>What l of K groups of the units train.</summary>
    public static TrainableSet Set(UnfreezingOrder order, UnfreezingUnits units, int groups, int of) => new(
        units, TrainedBlocks.Of(order, units.Count, (units.Count * groups + of - 1) / of, of).ToHashSet(), order == UnfreezingOrder.Contiguous && groups < of);
}
