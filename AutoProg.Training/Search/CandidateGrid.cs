using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Search;

/// <summary>Which sub-networks a stage weighs (arXiv 2203.14509, section 3.3, and the authors' code).</summary>
internal static class CandidateGrid
{
    private const int ResolutionsAhead = 2;
    private const int DepthsAhead = 3;

    /// <summary>
    /// Of the first stage: the ends and the middle of both grids. Of a later one: the current resolution and the next,
    /// by up to three depths above the current one.
    /// </summary>
    /// <param name="current">What the stage before trained; null for the first stage.</param>
    public static IReadOnlyList<Candidate> Of(RunSpec spec, GrowthStage? current)
    {
        var (resolutions, depths) = (GrowthGrid.Resolutions(spec), GrowthGrid.Depths(spec));
        if (current is null)
        {
            return Product(EndsAndMiddle(resolutions), EndsAndMiddle(depths));
        }

        var deeper = depths.Where(depth => depth > current.Depth).DefaultIfEmpty(current.Depth);
        return Product(resolutions.Where(resolution => resolution >= current.Resolution).Take(ResolutionsAhead), deeper.Take(DepthsAhead));
    }

    private static IEnumerable<int> EndsAndMiddle(IReadOnlyList<int> grid) => new[] { grid[0], grid[grid.Count / 2], grid[^1] }.Distinct();

    private static IReadOnlyList<Candidate> Product(IEnumerable<int> resolutions, IEnumerable<int> depths) =>
        [.. resolutions.SelectMany(resolution => depths.Select(depth => new Candidate(resolution, depth)))];
}
