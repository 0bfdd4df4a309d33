using System.Globalization;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Supervision;

/// <summary>Which checkpoints a run folder holds, by their names; only the worker reads and verifies them.</summary>
public static class Checkpoints
{
    private const string Prefix = "step-";

    public static int? NewestStep(RunFolder folder) =>
        !Directory.Exists(folder.Checkpoints)
            ? null
            : Directory.EnumerateDirectories(folder.Checkpoints, $"{Prefix}*").Select(StepOf).Max();

    /// <summary>The end of a message about a run that broke off.</summary>
    public static string Advice(RunFolder folder) => NewestStep(folder) is { } step
        ? $"Resume goes on from its newest checkpoint, step {step}."
        : "It left no checkpoint; Resume starts it from the beginning.";

    private static int? StepOf(string path) =>
        int.TryParse(Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
}
