using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Comparison;

/// <summary>In which order the tables show the runs.</summary>
/// <param name="Key">A series, a field of the specification, or one of the constants; empty for the order in which they were chosen.</param>
public sealed record RunOrder(string Key = "", bool Descending = false)
{
    public const string Name = "name";
    public const string WallTime = "wall time";
    public const string Flops = "FLOPs";
    public const string Speedup = "speed-up";
    public const string Target = "target";

    /// <summary>What a click on a heading asks for: upwards, then downwards, then as chosen.</summary>
    public RunOrder By(string key) => Key != key ? new RunOrder(key) : Descending ? new RunOrder() : this with { Descending = true };

    public string AriaSort(string key) => Key != key ? "none" : Descending ? "descending" : "ascending";

    /// <summary>Runs without a value come last, whichever the direction.</summary>
    public IReadOnlyList<RunMetrics> Of(IReadOnlyList<RunMetrics> rows, IReadOnlyList<string> series)
    {
        if (Key.Length == 0)
        {
            return rows;
        }

        var valued = rows.Select(row => (Row: row, Value: ValueOf(row, series))).ToArray();
        var present = valued.Where(row => row.Value is not null);
        var sorted = Descending
            ? present.OrderByDescending(row => row.Value!.Number).ThenByDescending(row => row.Value!.Text, StringComparer.Ordinal)
            : present.OrderBy(row => row.Value!.Number).ThenBy(row => row.Value!.Text, StringComparer.Ordinal);
        return [.. sorted.Concat(valued.Where(row => row.Value is null)).Select(row => row.Row)];
    }

    private SpecField? ValueOf(RunMetrics row, IReadOnlyList<string> series)
    {
        var place = series.ToList().IndexOf(Key);
        return Key switch
        {
            _ when place >= 0 => Numbered(row.Series[place]?.Final),
            Name => new SpecField(Key, row.Run.Label),
            WallTime => Numbered(row.Run.WallSeconds),
            Flops => Numbered(row.Run.Flops),
            Speedup => Numbered(row.Saving?.Speedup),
            Target => Numbered(row.SecondsToTarget),
            _ => row.Run.Detail is { } detail ? Likeness.Fields(detail).FirstOrDefault(field => field.Path == Key) : null,
        };
    }

    private SpecField? Numbered(double? value) => value is { } number ? new SpecField(Key, "", number) : null;
}
