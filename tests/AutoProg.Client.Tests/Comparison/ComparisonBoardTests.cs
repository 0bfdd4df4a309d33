using AutoProg.Client.Charts;
using AutoProg.Client.Comparison;

namespace AutoProg.Client.Tests.Comparison;

public class ComparisonBoardTests
{
    private static readonly BoardView Raw = new(Smoothing: 0);

    private static ChartModel Board(IReadOnlyList<ComparedRun> runs, BoardView view, bool aligned = false) =>
        ComparisonBoard.Of(runs, view, aligned, run => new LineLook(run.Id), dark: false);

    [Fact]
    public async Task Every_series_of_any_run_has_a_panel_with_the_lines_of_the_runs_that_have_it()
    {
        var one = await Trained.LoadAsync(Trained.Run("one", 30, [0.5, 0.6, 0.7]));
        var other = await Trained.LoadAsync((Trained.Run("other", 1, [1]).Detail, new FeedPages("other").Point(SeriesNames.TrainLoss, 10, 2).Point("my/own", 20, 7).Next()));

        var board = Board([one, other], Raw);

        Assert.Equal(["Training loss: one, other", "Top-1 accuracy: one", "my/own: other"], board.Panels.Select(panel => $"{panel.Title}: {string.Join(", ", panel.Curves.Select(curve => curve.Name))}"));
        Assert.Equal((0.0, 3000.0, "Step"), (board.From, board.Until!.Value, board.AxisTitle));
        Assert.Equal([1000.0, 2000, 3000], board.Panels[1].Curves[0].X);
        Assert.Equal([0.5, 0.6, 0.7], board.Panels[1].Curves[0].Y);
        Assert.Equal(["one", "other"], board.Names!.Select(line => line.Name));
    }

    [Theory]
    [InlineData(CurveAxis.Step, -1000, 1000)]
    [InlineData(CurveAxis.WallTime, -10, 10)]
    [InlineData(CurveAxis.Flops, -1e12, 1e12)]
    public async Task Aligned_curves_count_from_the_last_growth_and_leave_out_who_never_grew(CurveAxis axis, double first, double last)
    {
        var grown = await Trained.LoadAsync(Trained.Run("grown", 30, [0.5, 0.6, 0.7], grewAt: 2000));
        var full = await Trained.LoadAsync(Trained.Run("full", 30, [0.5, 0.6, 0.7]));

        var board = Board([grown, full], Raw with { Axis = axis }, aligned: true);

        var curve = Assert.Single(board.Panels.Single(panel => panel.Title == "Top-1 accuracy").Curves);
        Assert.Equal("grown", curve.Name);
        Assert.Equal(first, curve.X[0], 6);
        Assert.Equal(last, curve.X[^1], 6);
        Assert.EndsWith("since the last growth", board.AxisTitle, StringComparison.Ordinal);
        Assert.True(board.From < first);
    }

    [Fact]
    public async Task A_growth_between_two_points_lies_between_them()
    {
        var run = await Trained.LoadAsync(Trained.Run("grown", 30, [0.5, 0.6, 0.7], grewAt: 1500));
        Assert.Equal(15, run.GrowthPosition(CurveAxis.WallTime)!.Value, 6);
    }

    [Fact]
    public async Task Only_losses_take_the_logarithm()
    {
        var board = Board([await Trained.LoadAsync(Trained.Run("one", 30, [0.5]))], Raw with { LogLoss = true });
        Assert.Equal([true, false], board.Panels.Select(panel => panel.Log));
    }

    [Fact]
    public async Task Runs_of_the_same_name_are_told_apart_by_their_ids()
    {
        var trained = Trained.Run("id-1", 30, [0.5]);
        var (one, other, third) = (await Trained.LoadAsync(trained), await Trained.LoadAsync(Named("id-2", "id-1")), await Trained.LoadAsync(Named("id-3", "alone")));
        ComparedRun.Name([one, other, third]);

        Assert.Equal(["id-1 (id-1)", "id-1 (id-2)", "alone"], new[] { one, other, third }.Select(run => run.Label));

        static (RunDetail, FeedPage) Named(string id, string name)
        {
            var (detail, page) = Trained.Run(id, 30, [0.5]);
            return (detail with { Summary = detail.Summary with { Name = name } }, page);
        }
    }
}
