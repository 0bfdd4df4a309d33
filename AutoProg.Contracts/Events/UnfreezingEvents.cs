using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Events;

/// <summary>Zero-shot proxies of a candidate.</summary>
/// <param name="NtkCondition">Condition number of its neural tangent kernel, at least 1; lower is better.</param>
/// <param name="CosineCondition">The same of the kernel of gradients scaled to length 1.</param>
/// <param name="EffectiveRank">Of the kernel, 1 to the number of samples.</param>
/// <param name="Zico">Sum over layers; higher is better.</param>
/// <param name="ZicoPerParameter">Mean over layers of the logarithm of the mean over parameters.</param>
public sealed record ZeroShotScores(double NtkCondition, double CosineCondition, double EffectiveRank, double Zico, double ZicoPerParameter);

/// <summary>What was measured of a candidate.</summary>
/// <param name="Time">Seconds of a training step.</param>
/// <param name="Loss">Held-out loss after training it for a while, where the rule asks for one.</param>
public sealed record UnfreezingMeasurement(Candidate Candidate, ZeroShotScores Proxies, double Time, double? Loss = null);

/// <summary>A candidate of an unfreezing search was measured.</summary>
/// <param name="Index">Of the stage.</param>
/// <param name="Step">Steps done.</param>
public sealed record CandidateScored(int Index, int Step, UnfreezingMeasurement Measured) : RunEvent;

/// <summary>Places of a candidate, 1 for the best; equals share a place and leave the next ones empty.</summary>
/// <param name="Time">Among the fastest.</param>
/// <param name="Ntk">Among the lowest NTK conditions.</param>
/// <param name="Zico">Among the highest ZiCo.</param>
public sealed record UnfreezingRanks(int Time, int Ntk, int Zico);

/// <summary>What an unfreezing search knew of a candidate when it decided.</summary>
/// <param name="Score">By the rule.</param>
/// <param name="Rank">1 for the winner.</param>
public sealed record ScoredUnfreezing(UnfreezingMeasurement Measured, UnfreezingRanks Ranks, double Score, int Rank);

/// <summary>An unfreezing search chose what its stage trains.</summary>
/// <param name="Index">Of the stage.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Rule">What <see cref="ScoredUnfreezing.Score"/> is.</param>
/// <param name="Exponent">w of <see cref="UnfreezingRule.LossTime"/>; 0 for the other rules.</param>
/// <param name="Candidates">By rank.</param>
/// <param name="Margin">How far the runner-up's score is from the winner's, as a fraction of the winner's; 0 with one candidate.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record UnfreezingDecided(
    int Index,
    int Step,
    UnfreezingRule Rule,
    double Exponent,
    IReadOnlyList<ScoredUnfreezing> Candidates,
    double Margin,
    string Reason) : RunEvent
{
    /// <summary>What the stage trains.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Candidate Winner => Candidates[0].Measured.Candidate;
}
