using static TorchSharp.torch;

namespace AutoProg.Training.Storage;

/// <summary>The number formats of safetensors that torch knows under the same meaning.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, long Size)[] Rows =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    public static IEnumerable<string> Names => Rows.Select(row => row.Name);

    public static bool TryParse(string name, out ScalarType type)
    {
        var row = Array.Find(Rows, row => row.Name == name);
        type = row.Type;
        return row.Name is not null;
    }

    public static long Size(ScalarType type) => Of(type).Size;

    public static string NameOf(ScalarType type) => Of(type).Name;

    private static (string Name, ScalarType Type, long Size) Of(ScalarType type)
    {
        var row = Array.Find(Rows, row => row.Type == type);
        return row.Name is not null
            ? row
            : throw new NotSupportedException($"Tensors of type {type} have no safetensors dtype here; use one of {string.Join(", ", Names)}.");
    }
}
