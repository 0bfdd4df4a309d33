using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Comparison;

/// <summary>Whether the wall times of two runs may be set against each other: the same work on the same device.</summary>
public static class Likeness
{
    private static readonly string[] Decisive =
    [
        "model.", "data.dataset", "data.trainImages", "optimization.epochs", "optimization.batchSize", "optimization.maxSteps", "optimization.precision",
        "environment.device", "environment.threads", "environment.machine",
    ];

    /// <summary>Names of the fields that matter and differ; none for runs alike.</summary>
    public static IReadOnlyList<string> Differences(RunDetail run, RunDetail other) =>
    [
        .. SpecFields.Compare([Fields(run), Fields(other)])
            .Where(field => field.Differs && Decisive.Any(path => field.Path.StartsWith(path, StringComparison.Ordinal)))
            .Select(field => field.Path),
    ];

    /// <summary>The specification, and where it was trained once that is known.</summary>
    public static IReadOnlyList<SpecField> Fields(RunDetail run) =>
        [.. SpecFields.Of(run.Spec), .. run.Environment is { } environment ? SpecFields.Of(environment) : []];
}
