using System.Text.Json;

namespace AutoProg.EndToEnd.Tests.Browsing;

/// <summary>What the charts of the run page hold, asked of the chart library itself.</summary>
internal static class DrawnCurves
{
    public const string TrainLoss = "Loss|train|raw";
    public const string TestAccuracy = "Top-1 accuracy|test";

    private const string Read = """
        () => {
          const host = document.querySelector(".ap-board");
          const option = host && window.echarts ? echarts.getInstanceByDom(host)?.getOption() : null;
          const lines = (option?.series ?? []).filter(series => series.type === "line");
          return JSON.stringify(Object.fromEntries(lines.map(line => [line.id, line.data])));
        }
        """;

    /// <summary>The points (x, y) of a curve, none where it is not drawn yet.</summary>
    public static async Task<IReadOnlyList<(double X, double? Y)>> CurveAsync(this IPage page, string curve)
    {
        var lines = JsonSerializer.Deserialize<Dictionary<string, double?[][]>>(await page.EvaluateAsync<string>(Read))!;
        return lines.TryGetValue(curve, out var points) ? [.. points.Select(point => (point[0]!.Value, point[1]))] : [];
    }

    /// <summary>Waits until a curve has so many points.</summary>
    public static Task<IReadOnlyList<(double X, double? Y)>> SeePointsAsync(this IPage page, string curve, int least) =>
        Eventually.SeeAsync($"{least} points of '{curve}'", () => page.CurveAsync(curve), points => points.Count >= least);
}
