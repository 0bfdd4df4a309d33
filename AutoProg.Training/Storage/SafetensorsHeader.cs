using System.Text.Json;
using static TorchSharp.torch;

namespace AutoProg.Training.Storage;

/// <summary>One tensor of a safetensors file: where its bytes lie, counted from the end of the header.</summary>
internal sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>The checked header of a safetensors file: nothing in it is trusted before every rule holds.</summary>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafetensorsEntry> Entries)
{
    public const int MaxLength = 4 << 20;
    public const int MaxTensors = 20_000;
    public const int MaxRank = 32;
    public const string MetadataKey = "__metadata__";

    /// <summary>Entries in the order of their bytes, which cover exactly <paramref name="dataLength"/>.</summary>
    /// <exception cref="InvalidDataException">A rule of the format is broken; the message names it.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        using var document = ParseJson(json);
        Require(document.RootElement.ValueKind == JsonValueKind.Object, "the header is no JSON object");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            Require(names.Add(property.Name), $"the name '{property.Name}' appears twice");
            if (property.Name == MetadataKey)
            {
                ReadMetadata(property.Value, metadata);
                continue;
            }

            Require(entries.Count < MaxTensors, $"it holds more than {MaxTensors} tensors");
            entries.Add(ReadEntry(property.Name, property.Value));
        }

        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        CheckContiguous(entries, dataLength);
        return new SafetensorsHeader(metadata, entries);
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"the header is no valid JSON ({error.Message})", error);
        }
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        Require(value.ValueKind == JsonValueKind.Object, $"{MetadataKey} is no JSON object");
        foreach (var property in value.EnumerateObject())
        {
            Require(property.Value.ValueKind == JsonValueKind.String, $"the metadata '{property.Name}' is no string");
            metadata[property.Name] = property.Value.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        Require(value.ValueKind == JsonValueKind.Object, $"the entry of '{name}' is no JSON object");
        var dtype = Member(name, value, "dtype", JsonValueKind.String).GetString()!;
        Require(SafetensorsTypes.TryParse(dtype, out var type),
            $"'{name}' has the unknown dtype '{dtype}'; known: {string.Join(", ", SafetensorsTypes.Names)}");
        var shape = Integers(name, Member(name, value, "shape", JsonValueKind.Array), "shape");
        Require(shape.Length <= MaxRank, $"'{name}' has {shape.Length} dimensions, more than {MaxRank}");
        var offsets = Integers(name, Member(name, value, "data_offsets", JsonValueKind.Array), "data_offsets");
        Require(offsets.Length == 2 && offsets[0] <= offsets[1], $"the data_offsets of '{name}' are no pair [begin, end] with begin <= end");
        var length = ByteLength(name, shape, SafetensorsTypes.Size(type));
        Require(offsets[1] - offsets[0] == length,
            $"'{name}' of shape [{string.Join(", ", shape)}] takes {length} bytes, but its data_offsets span {offsets[1] - offsets[0]}");
        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private static JsonElement Member(string name, JsonElement entry, string member, JsonValueKind kind)
    {
        Require(entry.TryGetProperty(member, out var value) && value.ValueKind == kind, $"the entry of '{name}' lacks a valid {member}");
        return value;
    }

    private static long[] Integers(string name, JsonElement array, string member) =>
        [.. array.EnumerateArray().Select(item =>
        {
            var number = 0L;
            Require(item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out number) && number >= 0,
                $"the {member} of '{name}' holds {item.GetRawText()}, which is no integer from 0 to 2^63 - 1");
            return number;
        })];

    private static long ByteLength(string name, long[] shape, long itemSize)
    {
        try
        {
            // Zeros count as ones at first, so that [0, 2^62, 2^62] overflows as well.
            var length = shape.Aggregate(itemSize, (product, side) => checked(product * Math.Max(side, 1)));
            return shape.Contains(0) ? 0 : length;
        }
        catch (OverflowException error)
        {
            throw new InvalidDataException($"the shape [{string.Join(", ", shape)}] of '{name}' overflows 63 bits", error);
        }
    }

    private static void CheckContiguous(List<SafetensorsEntry> entries, long dataLength)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            Require(entry.Begin == end, $"the data of '{entry.Name}' begins at {entry.Begin}, not at {end}: offsets must be contiguous");
            end = entry.End;
        }

        Require(end == dataLength, $"the tensors take {end} bytes, but the file holds {dataLength} after its header");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
