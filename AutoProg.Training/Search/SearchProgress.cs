using AutoProg.Contracts.Events;

namespace AutoProg.Training.Search;

/// <summary>What a search has measured so far, for a checkpoint in the middle of it.</summary>
/// <param name="Index">Of the stage.</param>
/// <param name="Candidates">Measured so far, in the order of the supernet's candidates.</param>
public sealed record SearchProgress(int Index, IReadOnlyList<CandidateProgress> Candidates);

/// <param name="Readings">Held-out losses.</param>
/// <param name="StepSeconds">Of each of its timed steps.</param>
public sealed record CandidateProgress(Candidate Candidate, IReadOnlyList<double> Readings, IReadOnlyList<double> StepSeconds);
