using AutoProg.Client.Charts;

namespace AutoProg.Client.Comparison;

/// <summary>The curves of several runs as one drawing: a panel per series that any of them has.</summary>
public static class ComparisonBoard
{
    // A dozen runs and their panels are redrawn at once, so each line has fewer points than on the page of one run.
    private const int MostPoints = 1_000;

    /// <param name="line">How a run is drawn.</param>
    /// <param name="aligned">True to count from each run's last growth; runs that never grew are then left out.</param>
    public static ChartModel Of(IReadOnlyList<ComparedRun> runs, BoardView view, bool aligned, Func<ComparedRun, LineLook> line, bool dark)
    {
        var drawn = runs.Where(run => !aligned || run.LastGrowth is not null).ToArray();
        PanelModel[] panels = [.. SeriesLook.InOrder(drawn.SelectMany(run => run.History.Names)).Select(Panel)];
        var places = panels.SelectMany(panel => panel.Curves).SelectMany(curve => curve.X).DefaultIfEmpty(0).ToArray();
        return new ChartModel(
            dark,
            view.Axis.Kind(),
            aligned ? $"{view.Axis.Title()} since the last growth" : view.Axis.Title(),
            places.Max(),
            null,
            panels,
            Math.Min(0, places.Min()),
            [.. drawn.Select(run => (run.Label, Look: line(run))).Select(named => new NameModel(named.Label, named.Look.Colour, named.Look.Dash))]);

        PanelModel Panel(string series)
        {
            var look = SeriesLook.Of(series);
            var curves = drawn.Where(run => run.History.Series(series).Count > 0)
                .Select(run => Curves.Of(run.History.Series(series), run.Label, line(run), look, view, aligned ? run.GrowthPosition(view.Axis)!.Value : 0, MostPoints));
            return new PanelModel(look.Title, look.Format, view.LogLoss && look.IsLoss, [.. curves], [], look.Height);
        }
    }
}
