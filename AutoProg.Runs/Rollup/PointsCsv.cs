using System.Globalization;

namespace AutoProg.Runs.Rollup;

/// <summary>Every point that counts as a row of CSV (RFC 4180), with all digits; an empty value is not finite.</summary>
public static class PointsCsv
{
    public static async Task WriteAsync(TextWriter text, CurveIndex? index, IEnumerable<string> names)
    {
        await text.WriteAsync("series,sequence,step,epoch,active_seconds,wall_seconds,flops,value\r\n");
        if (index is null)
        {
            return; // No worker has written a row yet.
        }

        var segments = new RunSegments(index);
        foreach (var name in names)
        {
            var series = index.Series[name];
            foreach (var (segment, from, to) in segments.Valid(series))
            {
                foreach (var point in series.Points(from, to))
                {
                    await text.WriteAsync(Row(name, segment, point));
                }
            }
        }
    }

    private static string Row(string name, RunSegment segment, SeriesPoint point) => string.Create(CultureInfo.InvariantCulture,
        $"{Quoted(name)},{point.Sequence},{point.Step},{point.Epoch:R},{point.ActiveMilliseconds / 1000.0:R},{(point.ActiveMilliseconds + segment.PausedMilliseconds) / 1000.0:R},{point.Flops:R},{(double.IsNaN(point.Value) ? "" : point.Value.ToString("R", CultureInfo.InvariantCulture))}\r\n");

    private static string Quoted(string name) =>
        name.AsSpan().IndexOfAny(",\"\r\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
