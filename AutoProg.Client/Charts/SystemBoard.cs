using AutoProg.Client.Runs;

namespace AutoProg.Client.Charts;

/// <summary>What the machine did while a run trained: a chart per sensor that it has.</summary>
public static class SystemBoard
{
    private static readonly BoardView Raw = new(Smoothing: 0);

    public static ChartModel Of(RunHistory history, CurveAxis axis, LoadedCurves loaded, bool isLive, bool dark)
    {
        var view = Raw with { Axis = axis };
        PanelModel[] panels = [.. SeriesLook.OfTheMachine.Where(history.Names.Contains).Select(Panel)];
        return new ChartModel(
            dark, axis.Kind(), axis.Title(), null, null, panels,
            Outage: isLive || panels.Length == 0 ? null : panels.Max(panel => panel.Curves[0].X[^1]));

        PanelModel Panel(string series)
        {
            var look = SeriesLook.Of(series);
            var line = new LineLook(SeriesColours.Of(series));
            var curve = loaded.Find(history, series, axis) is { } known
                ? Curves.Of(known.Entries, look.Title, line, look, view, known.Gaps)
                : Curves.Of(history.Series(series), look.Title, line, look, view);
            return new PanelModel(look.Title, look.Format, false, [curve], [], PanelModel.Low, Series: [series]);
        }
    }
}
