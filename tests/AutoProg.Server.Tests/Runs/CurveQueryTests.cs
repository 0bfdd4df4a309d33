using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs.Rollup;

namespace AutoProg.Server.Tests.Runs;

public sealed class CurveQueryTests
{
    private const int Many = 60_000;

    [Theory]
    [InlineData(null, null, 1_200)]
    [InlineData(null, null, 40)]
    [InlineData(30_000.0, 50_000.0, 300)]
    [InlineData(43_100.0, 43_300.0, 300)]
    public void A_spike_of_one_point_shows_at_every_width_and_zoom(double? from, double? to, int pixels)
    {
        using var run = new RecordedRun();
        var loss = run.Points(Enumerable.Range(1, Many), step => step == 43_210 ? 99 : 1.0 / step).Loss(from: from, to: to, pixels: pixels);

        Assert.Equal(99, (loss.Band?.Most ?? loss.Last).Max());
        Assert.InRange(loss.X.Length, 2, (2 * pixels) + 3);
    }

    [Fact]
    public void First_and_last_points_stand_alone_and_the_rest_is_counted_once()
    {
        using var run = new RecordedRun();
        var loss = run.Points(Enumerable.Range(1, 10_001), step => step).Loss(pixels: 50);

        Assert.Equal((1, 1.0f, 1), (loss.X[0], loss.Last[0], loss.Band!.Count[0]));
        Assert.Equal((10_001, 10_001.0f), (loss.X[^1], loss.Last[^1]));
        Assert.Equal((10_001, 10_001L), (loss.Band.Count.Sum(), loss.Points));
        var total = loss.Band.Count.Zip(loss.Band.Mean, (count, mean) => count * (double)mean!).Sum();
        Assert.Equal(Enumerable.Range(1, 10_001).Sum(), total, 50.0);
    }

    [Fact]
    public void A_zoom_brings_every_point_back_with_a_neighbour_on_each_side()
    {
        using var run = new RecordedRun();
        var loss = run.Points(Enumerable.Range(1, Many), step => step).Loss(from: 500.5, to: 520, pixels: 100);

        Assert.Null(loss.Band);
        Assert.Equal(Enumerable.Range(500, 22).Select(step => (double)step), loss.X);
    }

    [Fact]
    public void Stretches_hold_what_their_points_hold()
    {
        using var run = new RecordedRun();
        var random = new Random(7);
        var values = Enumerable.Range(0, 3_001).Select(_ => random.NextDouble() < 0.01 ? double.NaN : random.NextDouble()).ToArray();
        run.Points(Enumerable.Range(0, values.Length), step => values[step]);
        using var index = run.Open();
        var series = index.Series[SeriesNames.TrainLoss];
        for (var round = 0; round < 200; round++)
        {
            var from = random.Next(values.Length - 1);
            var (to, level) = (random.Next(from + 1, values.Length + 1), random.Next(0, 13));
            var expected = Enumerable.Range(from, to - from).GroupBy(ordinal => ordinal >> level).Select(group => group.Select(ordinal => values[ordinal]).ToArray());
            Assert.All(expected.Zip(series.Buckets(from, to, level).ToArray(), (one, bucket) => (one, bucket)), pair =>
            {
                var finite = pair.one.Where(double.IsFinite).ToArray();
                Assert.Equal((pair.one.Length, pair.one.Length - finite.Length), (pair.bucket.Count, pair.bucket.NaNs));
                Assert.Equal((pair.one[0], pair.one[^1]), (pair.bucket.First.Value, pair.bucket.Last.Value));
                Assert.Equal(finite.DefaultIfEmpty(double.NaN).Min(), pair.bucket.Least.Value);
                Assert.Equal(finite.DefaultIfEmpty(double.NaN).Max(), pair.bucket.Most.Value);
                Assert.Equal(finite.Sum(), pair.bucket.Sum, 1e-9);
            });
            Assert.Equal(expected.Count(), series.Buckets(from, to, level).Count());
        }
    }

    [Fact]
    public void An_index_that_grew_with_the_run_equals_one_made_at_its_end()
    {
        using var grown = new RecordedRun();
        using var whole = new RecordedRun();
        for (var step = 1; step <= 2_000; step += 37)
        {
            grown.Points(Enumerable.Range(step, 37), one => Math.Sin(one));
            whole.Points(Enumerable.Range(step, 37), one => Math.Sin(one));
            CurveIndex.Advance(grown.Folder);
        }

        Assert.Equivalent(whole.Loss(pixels: 20), grown.Loss(pixels: 20), strict: true);
    }

    [Fact]
    public void What_is_not_finite_is_a_gap_at_every_width()
    {
        using var run = new RecordedRun();
        run.Points(Enumerable.Range(1, 5_000), step => step is >= 2_000 and <= 2_400 or 3_000 ? double.NaN : 1);

        foreach (var pixels in new[] { 20, 200, 5_000 })
        {
            Assert.Equal([[2_000.0, 2_400.0], [3_000.0, 3_000.0]], run.Loss(pixels: pixels).Gaps);
        }
    }

    [Fact]
    public void Points_that_a_later_attempt_went_back_behind_are_left_out()
    {
        using var run = new RecordedRun();
        run.Attempt(0).Stage(0, 0).Points([1, 2, 3, 4], step => step).Stage(1, 2).Attempt(2).Stage(1, 2).Points([3], _ => 30);

        var set = run.Query("active");
        Assert.Equal([1, 2, 3], set.Curves.Single().X);
        Assert.Equal([1, 2, 30], set.Curves.Single().Last);
        Assert.Equal([(0, 1.0), (1, 2.0)], set.Stages.Select(stage => (stage.Index, stage.X)));
    }

    [Fact]
    public void An_evaluation_that_was_repeated_counts_once()
    {
        using var run = new RecordedRun();
        Assert.Equal([1, 20], run.Attempt(0).Points([1, 2], step => step).Attempt(2).Points([2], _ => 20).Loss().Last);
    }

    [Fact]
    public void Wall_time_holds_the_pauses_that_active_time_leaves_out()
    {
        using var run = new RecordedRun();
        run.Attempt(0).Points([10, 20], step => step);
        run.Clock.Advance(TimeSpan.FromHours(1));
        run.Attempt(20).Points([30], step => step);

        Assert.Equal([10, 20, 30], run.Loss("active").X);
        Assert.Equal([10, 20, 3_610], run.Loss("wall").X); // Trained 20 s before the second attempt began, an hour after the first.
    }

    [Fact]
    public void A_long_run_opens_with_few_points_its_ends_and_its_extremes_among_them()
    {
        using var run = new RecordedRun();
        run.Attempt(0).Points(Enumerable.Range(1, Many), step => step == 43_210 ? 99 : step == 111 ? double.NaN : 1.0 / step).Points([5, 6], step => step, SeriesNames.TestTop1);
        using var index = run.Open();
        var page = OpeningPage.Of("run", index);

        Assert.Equal((1, Many + 3, Many + 3), (page.FirstSequence, page.LastSequence, page.NewestSequence));
        Assert.Equal([SeriesNames.TrainLoss], page.Thinned);
        var loss = page.Points.Series.Index().Where(row => page.Points.SeriesNames[row.Item] == SeriesNames.TrainLoss).Select(row => (Step: page.Points.Step[row.Index], Value: page.Points.Value[row.Index])).ToArray();
        Assert.InRange(loss.Length, 100, OpeningPage.MostPoints + 10);
        Assert.Equal((1, Many), (loss[0].Step, loss[^1].Step));
        Assert.Contains((43_210, 99.0), loss);
        Assert.Contains((111, null), loss);
        Assert.Single(page.Events);
    }

    [Fact]
    public void A_damaged_index_is_made_anew()
    {
        using var run = new RecordedRun();
        run.Points(Enumerable.Range(1, 500), step => step);
        CurveIndex.Advance(run.Folder);
        File.WriteAllText(run.Folder.Curves, string.Concat(Enumerable.Repeat("no database ", 1_000)));

        Assert.Equal(500, run.Loss().Points);
    }
}
