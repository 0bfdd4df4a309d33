using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AutoProg.Contracts.Events;

/// <summary>Events as (kind, JSON) and back. Kinds are part of the file format: add, never rename.</summary>
public static class RunEventCodec
{
    private static readonly IReadOnlyDictionary<string, JsonTypeInfo> Types = new Dictionary<string, JsonTypeInfo>
    {
        ["attempt-started"] = ContractsJson.Default.AttemptStarted,
        ["stage-started"] = ContractsJson.Default.StageStarted,
        ["network-grown"] = ContractsJson.Default.NetworkGrown,
        ["search-started"] = ContractsJson.Default.SearchStarted,
        ["candidate-read"] = ContractsJson.Default.CandidateRead,
        ["stage-decided"] = ContractsJson.Default.StageDecided,
        ["candidate-scored"] = ContractsJson.Default.CandidateScored,
        ["unfreezing-decided"] = ContractsJson.Default.UnfreezingDecided,
        ["linear-baseline-fitted"] = ContractsJson.Default.LinearBaselineFitted,
        ["samples-drawn"] = ContractsJson.Default.SamplesDrawn,
        ["checkpoint-saved"] = ContractsJson.Default.CheckpointSaved,
        ["notice"] = ContractsJson.Default.Notice,
        ["run-completed"] = ContractsJson.Default.RunCompleted,
        ["run-stopped"] = ContractsJson.Default.RunStopped,
        ["run-failed"] = ContractsJson.Default.RunFailed,
    };

    /// <summary>The stored form of an event.</summary>
    public static (string Kind, string Payload) Encode(RunEvent value)
    {
        var (kind, type) = Types.First(entry => entry.Value.Type == value.GetType());
        return (kind, JsonSerializer.Serialize(value, type));
    }

    /// <summary>The stored name of a type of event.</summary>
    public static string KindOf<T>()
        where T : RunEvent => Types.First(entry => entry.Value.Type == typeof(T)).Key;

    /// <summary>The event of a stored row, or null for a kind that a newer program wrote.</summary>
    /// <exception cref="JsonException">The payload is not of its kind.</exception>
    public static RunEvent? Decode(string kind, string payload) =>
        Types.TryGetValue(kind, out var type) ? (RunEvent?)JsonSerializer.Deserialize(payload, type) : null;
}
