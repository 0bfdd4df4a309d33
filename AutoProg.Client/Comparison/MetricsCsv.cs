using System.Globalization;
using System.Text;

namespace AutoProg.Client.Comparison;

/// <summary>The table of results for a spreadsheet (RFC 4180): every digit, seconds and fractions.</summary>
public static class MetricsCsv
{
    public static string Of(IReadOnlyList<RunMetrics> rows, IReadOnlyList<string> series, ComparedRun? baseline)
    {
        var csv = new StringBuilder();
        Append(csv, [
            "id", "name", "state", "schedule", "seed", "step",
            .. series.SelectMany(name => new[] { $"{name} final", $"{name} best", $"{name} best step" }),
            "wall seconds", "training FLOPs", "baseline", "speed-up", "time saved", "saving is", "FLOPs saved", "seconds to the baseline's top-1", "unlike the baseline",
        ]);
        foreach (var row in rows)
        {
            var summary = row.Run.Detail?.Summary;
            Append(csv, [
                row.Run.Id, summary?.Name, summary?.State.ToString(), summary is null ? null : Shared.Show.Schedule(summary.Schedule), Number(summary?.Seed), Number(summary?.Step),
                .. row.Series.SelectMany(value => new[] { Number(value?.Final), Number(value?.Best), Number(value?.Best is null ? null : value.BestStep) }),
                Number(row.Run.WallSeconds), Number(row.Run.Flops), baseline?.Id, Number(row.Saving?.Speedup), Number(row.Saving?.TimeSaved), row.Saving?.Kind,
                Number(row.FlopsSaved), Number(row.SecondsToTarget), string.Join(' ', row.Unlike),
            ]);
        }

        return csv.ToString();
    }

    private static void Append(StringBuilder csv, IEnumerable<string?> cells) => csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Cell(string? text)
    {
        // A spreadsheet would run a name that begins like a formula.
        var safe = text is ['=' or '+' or '-' or '@' or '\t', ..] && !double.TryParse(text, CultureInfo.InvariantCulture, out _) ? $"'{text}" : text ?? "";
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
