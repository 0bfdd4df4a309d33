namespace AutoProg.Training.Models;

/// <summary>A unit of a model that unfreezing trains or leaves as it is.</summary>
/// <param name="Name">For people, as <c>blocks.0</c>.</param>
/// <param name="Prefix">Of the names of its parameters, with the trailing dot: <c>blocks.1.</c> is no beginning of <c>blocks.10.</c>.</param>
public sealed record UnfreezingGroup(string Name, string Prefix);
