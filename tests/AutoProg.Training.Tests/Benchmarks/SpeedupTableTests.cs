using System.Text.Json;
using AutoProg.Training.Benchmarks;

namespace AutoProg.Training.Tests.Benchmarks;

public sealed class SpeedupTableTests
{
    [Fact]
    public void Rows_hold_means_and_sample_deviations_over_seeds()
    {
        var row = Table(("none", 0.80, 100), ("none", 0.84, 110), ("none", 0.82, 90)).Rows.Single();

        Assert.Equal((3, 0.82, 100), (row.Seeds, Math.Round(row.MetricMean, 12), row.WallSMean));
        Assert.Equal(0.02, row.MetricStd, 1e-12);
        Assert.Equal(10, row.WallSStd, 1e-12);
        Assert.Equal(1e9, row.FlopsMean);
        Assert.Equal(1, row.Speedup);
    }

    [Fact]
    public void One_seed_has_no_deviation() => Assert.Equal((0.0, 0.0), (Table(("none", 0.8, 100)).Rows[0].MetricStd, Table(("none", 0.8, 100)).Rows[0].WallSStd));

    [Fact]
    public void Speedup_is_the_wall_of_full_size_over_the_rows_own() =>
        Assert.Equal(2.5, Row("manual", ("none", 0.8, 100), ("manual", 0.7, 40)).Speedup);

    [Fact]
    public void Quality_reached_by_the_only_length_counts_there() =>
        Assert.Equal(2, Row("manual", ("none", 0.80, 100), ("manual", 0.81, 50)).SpeedupAtEqualQuality);

    [Fact]
    public void Quality_not_reached_is_null() =>
        Assert.Null(Row("manual", ("none", 0.80, 100), ("manual", 0.79, 50)).SpeedupAtEqualQuality);

    [Theory]
    [InlineData("manual")]
    [InlineData("manual-equal-wall")]
    public void Between_its_two_rows_a_schedule_is_interpolated(string row)
    {
        // 0.80 lies half-way from 0.79 to 0.81, hence at 75 of 50 to 100 seconds.
        var reached = Row(row, ("none", 0.80, 100), ("manual", 0.79, 50), ("manual-equal-wall", 0.81, 100)).SpeedupAtEqualQuality;
        Assert.Equal(100 / 75.0, reached!.Value, 1e-9);
    }

    [Fact]
    public void The_shorter_row_alone_may_reach_it() =>
        Assert.Equal(2, Row("manual", ("none", 0.80, 100), ("manual", 0.82, 50), ("manual-equal-wall", 0.79, 100)).SpeedupAtEqualQuality);

    [Fact]
    public void Neither_row_may_reach_it() =>
        Assert.Null(Row("manual", ("none", 0.80, 100), ("manual", 0.70, 50), ("manual-equal-wall", 0.79, 100)).SpeedupAtEqualQuality);

    [Fact]
    public void Full_size_reaches_its_own_quality_at_its_own_wall()
    {
        var table = Table(("none", 0.80, 100), ("none-equal-wall", 0.75, 60), ("manual", 0.80, 60));
        Assert.Equal([1, 1, 1.666666667], table.Rows.Select(row => Math.Round(row.SpeedupAtEqualQuality!.Value, 9)));
    }

    [Fact]
    public void Without_full_size_there_is_nothing_to_compare_with()
    {
        var row = Row("manual", ("manual", 0.8, 50));
        Assert.Equal((null, null), (row.Speedup, row.SpeedupAtEqualQuality));
    }

    [Fact]
    public void The_json_has_the_documented_fields()
    {
        using var document = JsonDocument.Parse(Table(("none", 0.8, 100)).ToJson());
        Assert.Equal(["preset", "metric", "better", "rows"], document.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            ["schedule", "seeds", "metric_mean", "metric_std", "wall_s_mean", "wall_s_std", "flops_mean", "search_share", "train_share_of_search", "speedup", "speedup_at_equal_quality"],
            document.RootElement.GetProperty("rows")[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal(("top1", "higher"), (document.RootElement.GetProperty("metric").GetString(), document.RootElement.GetProperty("better").GetString()));
    }

    private static SpeedupTable Table(params (string Row, double Metric, double Wall)[] samples) =>
        SpeedupTable.Of("tiny", SpeedupMetric.Top1, [.. samples.Select((sample, seed) => new SpeedupSample(sample.Row, seed, sample.Metric, sample.Wall, 1e9, 0, 0))]);

    private static SpeedupRow Row(string name, params (string Row, double Metric, double Wall)[] samples) =>
        Table(samples).Rows.Single(row => row.Schedule == name);
}
