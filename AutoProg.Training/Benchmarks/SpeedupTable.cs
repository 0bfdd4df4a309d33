using System.Text.Json;
using System.Text.Json.Serialization;
using AutoProg.Contracts.Events;
using AutoProg.Figures;

namespace AutoProg.Training.Benchmarks;

/// <summary>One trained run of a row.</summary>
/// <param name="Metric">Final quality.</param>
public sealed record SpeedupSample(string Schedule, int Seed, double Metric, double WallS, double Flops, double SearchShare, double TrainShareOfSearch)
{
    public static SpeedupSample Of(string schedule, RunResult result) =>
        new(schedule, result.Seed, SpeedupMetric.ValueOf(result), result.WallSeconds, result.TrainFlops, result.SearchShare, result.TrainShareOfSearch);
}

/// <summary>
/// A schedule over its seeds. <see cref="Speedup"/> = mean wall of row <c>none</c> over this row's, at the same steps.
/// </summary>
/// <param name="TrainShareOfSearch">Supernet training and ordinary timed steps of a search, as a fraction of the wall time.</param>
/// <param name="SpeedupAtEqualQuality">Mean wall of <c>none</c> over the wall at which this schedule reaches its metric; null where not reached.</param>
public sealed record SpeedupRow(
    string Schedule,
    int Seeds,
    double MetricMean,
    double MetricStd,
    double WallSMean,
    double WallSStd,
    double FlopsMean,
    double SearchShare,
    double TrainShareOfSearch,
    double? Speedup,
    double? SpeedupAtEqualQuality)
{
    internal SpeedupMark Mark => new(Schedule, WallSMean, WallSStd, MetricMean, MetricStd);
}

/// <summary>What <c>autoprog bench speedup --json</c> prints.</summary>
public sealed record SpeedupTable(string Preset, string Metric, string Better, IReadOnlyList<SpeedupRow> Rows)
{
    /// <summary>Means, sample standard deviations and ratios of samples.</summary>
    public static SpeedupTable Of(string preset, SpeedupMetric metric, IReadOnlyList<SpeedupSample> samples)
    {
        var full = samples.Where(sample => sample.Schedule == SpeedupSchedules.None).ToArray();
        double? fullWall = full.Length == 0 ? null : full.Average(sample => sample.WallS);
        double? fullMetric = full.Length == 0 ? null : full.Average(sample => sample.Metric);
        return new SpeedupTable(preset, metric.Name, metric.Better, [.. samples.GroupBy(sample => sample.Schedule).Select(Row)]);

        SpeedupRow Row(IGrouping<string, SpeedupSample> group)
        {
            var metrics = group.Select(sample => sample.Metric).ToArray();
            var walls = group.Select(sample => sample.WallS).ToArray();
            return new SpeedupRow(
                group.Key, metrics.Length, metrics.Average(), Deviation(metrics), walls.Average(), Deviation(walls),
                group.Average(sample => sample.Flops), group.Average(sample => sample.SearchShare), group.Average(sample => sample.TrainShareOfSearch),
                fullWall / walls.Average(), fullWall / WallReaching(metric, fullMetric, LengthsOf(SpeedupSchedules.ScheduleOf(group.Key))));
        }

        (double Wall, double Metric)[] LengthsOf(string schedule) =>
        [
            .. samples.Where(sample => SpeedupSchedules.ScheduleOf(sample.Schedule) == schedule)
                .GroupBy(sample => sample.Schedule)
                .Select(row => (Wall: row.Average(sample => sample.WallS), Metric: row.Average(sample => sample.Metric)))
                .OrderBy(length => length.Wall),
        ];
    }

    public string ToJson() => JsonSerializer.Serialize(this, SpeedupJson.Default.SpeedupTable);

    // Between its two lengths a schedule's quality is taken as linear in its wall time; nothing is known outside of them.
    private static double? WallReaching(SpeedupMetric metric, double? quality, (double Wall, double Metric)[] lengths)
    {
        var reached = Array.FindIndex(lengths, length => metric.Reaches(length.Metric, quality));
        if (reached <= 0)
        {
            return reached < 0 ? null : lengths[0].Wall;
        }

        var (shorter, longer) = (lengths[reached - 1], lengths[reached]);
        return shorter.Wall + (longer.Wall - shorter.Wall) * (quality - shorter.Metric) / (longer.Metric - shorter.Metric);
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SpeedupTable))]
internal sealed partial class SpeedupJson : JsonSerializerContext;
