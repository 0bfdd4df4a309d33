using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Server.Store;

namespace AutoProg.Server.Runs;

/// <summary>Rows of the index as the API shows them.</summary>
public static class RunViews
{
    public static RunSpec ReadSpec(this RunRow row) => JsonSerializer.Deserialize(row.Spec, ContractsJson.Default.RunSpec)!;

    public static RunSummary ToSummary(this RunRow row, int? queuePosition) => row.ToSummary(row.ReadSpec(), queuePosition);

    public static RunDetail ToDetail(this RunRow row, int? queuePosition)
    {
        var spec = row.ReadSpec();
        return new RunDetail(
            row.ToSummary(spec, queuePosition),
            spec,
            row.Environment is { } environment ? JsonSerializer.Deserialize(environment, ContractsJson.Default.RunEnvironment) : null,
            row.Result is { } result ? JsonSerializer.Deserialize(result, ContractsJson.Default.RunResult) : null);
    }

    private static RunSummary ToSummary(this RunRow row, RunSpec spec, int? queuePosition) =>
        new(row.Id,
            row.Name,
            spec.Preset,
            row.Author,
            row.State,
            spec.Model.Name,
            spec.Data.Dataset,
            spec.Schedule.Kind,
            row.Device,
            spec.Seed,
            row.Step,
            row.TotalSteps,
            row.Top1,
            row.LinearTop1,
            row.ActiveSeconds,
            row.State.IsActive() ? row.EtaSeconds : null,
            queuePosition,
            row.Failure,
            row.CreatedAt,
            row.StartedAt,
            row.EndedAt,
            row.LastContact,
            row.NewestSequence,
            row.Fork is { } fork ? JsonSerializer.Deserialize(fork, ContractsJson.Default.ForkOrigin) : null);
}
