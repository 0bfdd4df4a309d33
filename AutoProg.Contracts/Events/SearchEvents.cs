using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Events;

/// <summary>What a search may train next: a sub-network, or part of a network that is fine-tuned.</summary>
/// <param name="Resolution">Pixels per side of its images.</param>
/// <param name="Depth">Blocks that it has, or that train.</param>
public sealed record Candidate(int Resolution, int Depth)
{
    public override string ToString() => $"r{Resolution}_l{Depth}";
}

/// <summary>A stage began with its supernet, which holds every candidate.</summary>
/// <param name="Index">Of the stage.</param>
/// <param name="Step">Steps done before it.</param>
/// <param name="EndStep">Steps done when it decides.</param>
/// <param name="TotalFlops">Of all training steps of the run, as far as is known; 0 in events of older programs.</param>
/// <param name="Supernet">Its size: the largest resolution and depth of the candidates.</param>
public sealed record SearchStarted(int Index, int Step, int EndStep, Candidate Supernet, IReadOnlyList<Candidate> Candidates, double TotalFlops = 0) : RunEvent;

/// <summary>One reading of one candidate.</summary>
/// <param name="Index">Of the stage.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Reading">0 for the first of the stage.</param>
/// <param name="Loss">Mean cross-entropy of its momentum network on held-out training images.</param>
public sealed record CandidateRead(int Index, int Step, Candidate Candidate, int Reading, double Loss) : RunEvent;

/// <summary>What a search knew of a candidate when it decided.</summary>
/// <param name="Loss">Mean of its readings, L.</param>
/// <param name="Time">Cost of one training step, T: seconds, or FLOPs where those are the cost.</param>
/// <param name="Score">L · T^w; the lowest wins.</param>
/// <param name="Rank">1 for the winner.</param>
public sealed record ScoredCandidate(Candidate Candidate, IReadOnlyList<double> Readings, double Loss, double Time, double Score, int Rank);

/// <summary>A search chose what its stage trains.</summary>
/// <param name="Index">Of the stage.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Cost">What <see cref="ScoredCandidate.Time"/> is.</param>
/// <param name="Exponent">w, from the fit L = a · T^-w; 0 where slower candidates are no better.</param>
/// <param name="Candidates">By rank.</param>
/// <param name="Margin">The runner-up's score over the winner's, less 1; 0 with one candidate.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record StageDecided(
    int Index,
    int Step,
    SearchCost Cost,
    double Exponent,
    IReadOnlyList<ScoredCandidate> Candidates,
    double Margin,
    string Reason) : RunEvent
{
    /// <summary>What the stage trains.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Candidate Winner => Candidates[0].Candidate;
}
