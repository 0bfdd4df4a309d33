using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Growth;
using AutoProg.Training.Models;

namespace AutoProg.Training.Search;

/// <summary>The elastic network that holds all candidates of a stage: each is the supernet with some of its blocks skipped.</summary>
/// <param name="Model">The full-size model.</param>
/// <param name="Candidates">At least one.</param>
internal sealed record Supernet(ModelSpec Model, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>Its own size.</summary>
    public Candidate Size => new(Candidates.Max(candidate => candidate.Resolution), Candidates.Max(candidate => candidate.Depth));

    /// <summary>What a candidate skips. The same blocks are left behind when it wins: what was evaluated is what trains on.</summary>
    public SubNetwork SubNetworkOf(Candidate candidate)
    {
        var (smallest, super, wanted) = (Groups(Candidates.Min(known => known.Depth)), Groups(Size.Depth), Groups(candidate.Depth));
        return new SubNetwork([.. super.Select((group, i) => Depths.Skipped(smallest[i].Count, group.Count, wanted[i].Count))]);
    }

    private IReadOnlyList<BlockGroup> Groups(int depth) => BlockGroup.Of(Model, depth);
}
