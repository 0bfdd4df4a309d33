using System.Text.Json;
using System.Text.Json.Nodes;
using AutoProg.Contracts;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Worker;

/// <summary>Changes single fields of a specification by path: <c>optimization.epochs=2</c>.</summary>
public static class SpecOverrides
{
    /// <exception cref="FormatException">The assignment, its path or its value is wrong; the message names it.</exception>
    public static RunSpec Apply(RunSpec spec, IEnumerable<string> assignments)
    {
        var root = JsonSerializer.SerializeToNode(spec, ContractsJson.Default.RunSpec)!.AsObject();
        foreach (var assignment in assignments)
        {
            var (path, value) = assignment.Split('=', 2) is [var left, var right]
                ? (left.Trim(), right.Trim())
                : throw new FormatException($"'{assignment}' is no assignment; write field=value.");
            Set(root, path, value);
        }

        return Read(root.ToJsonString());
    }

    /// <exception cref="FormatException">The text is no specification; the message names the field.</exception>
    public static RunSpec Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ContractsJson.Default.RunSpec)
                ?? throw new FormatException("The specification is empty.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"{wrong.Path?.TrimStart('$').TrimStart('.')}: {wrong.Message.Split(" Path: ")[0]}", wrong);
        }
    }

    private static void Set(JsonObject root, string path, string value)
    {
        var parts = path.Split('.');
        var target = root;
        foreach (var part in parts[..^1])
        {
            target = target[Known(target, part, path)] as JsonObject
                ?? throw new FormatException($"'{path}': '{part}' has no fields.");
        }

        var name = Known(target, parts[^1], path);
        target[name] = value != "null" && target[name]?.GetValueKind() == JsonValueKind.String ? JsonValue.Create(value) : Parse(value);
    }

    private static string Known(JsonObject target, string name, string path) =>
        target.Select(field => field.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException($"'{path}': unknown field '{name}'. Known: {string.Join(", ", target.Select(field => field.Key))}.");

    private static JsonNode? Parse(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
