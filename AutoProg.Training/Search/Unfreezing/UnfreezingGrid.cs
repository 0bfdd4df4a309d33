using AutoProg.Contracts.Events;

namespace AutoProg.Training.Search.Unfreezing;

/// <summary>Which resolutions and trainable sets a stage weighs (arXiv 2410.00350, and the authors' code).</summary>
public static class UnfreezingGrid
{
    private const int Ahead = 2;

    /// <summary>
    /// Of the first stage: the start and the last before the middle of both grids. Of a later one: the current resolution
    /// and number of trained blocks, and the next of both. Of the last: full size.
    /// </summary>
    /// <param name="resolutions">Pixels, ascending, no two equal.</param>
    /// <param name="depths">Blocks that train, ascending, no two equal.</param>
    /// <param name="stages">K.</param>
    /// <param name="current">What the stage before trained; null for the first stage.</param>
    public static IReadOnlyList<Candidate> Of(
        IReadOnlyList<int> resolutions, IReadOnlyList<int> depths, int stage, int stages, Candidate? current)
    {
        if (stage == stages - 1)
        {
            return [new(resolutions[^1], depths[^1])];
        }

        return current is null
            ? Product(StartAndMiddle(resolutions), StartAndMiddle(depths))
            : Product(resolutions.Where(resolution => resolution >= current.Resolution).Take(Ahead), depths.Where(depth => depth >= current.Depth).Take(Ahead));
    }

    private static IEnumerable<int> StartAndMiddle(IReadOnlyList<int> grid) => new[] { grid[0], grid[Math.Max(0, grid.Count / 2 - 1)] }.Distinct();

    private static IReadOnlyList<Candidate> Product(IEnumerable<int> resolutions, IEnumerable<int> depths) =>
        [.. resolutions.SelectMany(resolution => depths.Select(depth => new Candidate(resolution, depth)))];
}
