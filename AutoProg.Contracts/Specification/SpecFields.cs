using System.Text.Json;
using AutoProg.Contracts.Events;

namespace AutoProg.Contracts.Specification;

/// <summary>One value of a specification.</summary>
/// <param name="Path">As messages name it: <c>optimization.learningRate</c>.</param>
/// <param name="Text">For people: <c>–</c> for nothing, lists in one piece.</param>
/// <param name="Number">The value where it is a number.</param>
public sealed record SpecField(string Path, string Text, double? Number = null)
{
    /// <summary>The part of the specification it belongs to; <c>run</c> for what stands outside of all parts.</summary>
    public string Section => Path.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? Path[..dot] : "run";

    /// <summary>The path within the section.</summary>
    public string Name => Path[(Path.IndexOf('.', StringComparison.Ordinal) + 1)..];
}

/// <summary>One field of several specifications.</summary>
/// <param name="Values">In the order of the specifications; null in one that lacks the field.</param>
public sealed record ComparedField(string Path, IReadOnlyList<SpecField?> Values)
{
    /// <summary>True where not all say the same; lacking a field says something too.</summary>
    public bool Differs => Values.Select(value => value?.Text).Distinct().Skip(1).Any();
}

/// <summary>Specifications as flat lists of fields, by walking their JSON: a new field needs no new code here.</summary>
public static class SpecFields
{
    public static IReadOnlyList<SpecField> Of(RunSpec spec) => Of(JsonSerializer.SerializeToElement(spec, ContractsJson.Default.RunSpec));

    /// <summary>The same of where a run was trained.</summary>
    public static IReadOnlyList<SpecField> Of(RunEnvironment environment) =>
        Of(JsonSerializer.SerializeToElement(environment, ContractsJson.Default.RunEnvironment), "environment");

    /// <summary>All values of a JSON object in its order; lists are values.</summary>
    /// <param name="path">Of the object itself; empty at the root.</param>
    public static IReadOnlyList<SpecField> Of(JsonElement json, string path = "") =>
        [.. json.EnumerateObject().SelectMany(field => Leaves(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}"))];

    /// <summary>Every field that any specification has, in the order of the first one that has it.</summary>
    public static IReadOnlyList<ComparedField> Compare(IReadOnlyList<IReadOnlyList<SpecField>> specifications)
    {
        var byPath = specifications.Select(fields => fields.ToDictionary(field => field.Path)).ToArray();
        return
        [
            .. specifications.SelectMany(fields => fields.Select(field => field.Path)).Distinct()
                .Select(path => new ComparedField(path, [.. byPath.Select(fields => fields.GetValueOrDefault(path))])),
        ];
    }

    private static IEnumerable<SpecField> Leaves(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
        ? Of(value, path)
        : [new SpecField(path, Text(value), value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null)];

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "–",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : "empty",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "none" : string.Join("; ", value.EnumerateArray().Select(Text)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(field => $"{field.Name} {Text(field.Value)}")),
        _ => value.ToString(),
    };
}
