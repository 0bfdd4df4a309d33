using AutoProg.Client.Runs;
using AutoProg.Client.Savings;
using AutoProg.Client.Shared;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Charts;

/// <summary>How a person looks at the curves.</summary>
/// <param name="Smoothing">0 draws the raw values.</param>
public sealed record BoardView(CurveAxis Axis = CurveAxis.Step, double Smoothing = 0.6, bool LogLoss = false);

/// <summary>The run page's curves and growth timeline as one drawing.</summary>
/// <param name="Loaded">Of long curves, what queries brought.</param>
/// <param name="IsLive">False while the connection is lost: what is missing since is shaded.</param>
public sealed record RunBoard(RunHistory History, RunPlan? Plan, RunSpec Spec, BoardView View, LoadedCurves Loaded, bool IsLive)
{
    /// <summary>Every chart there is, in the usual order.</summary>
    public IReadOnlyList<PanelModel> Panels
    {
        get
        {
            var linear = History.LinearBaseline is { } fitted ? new[] { new LevelModel("softmax regression", fitted.Top1) } : [];
            return
            [
                new PanelModel(
                    "Loss", "number", View.LogLoss, [Curve(SeriesNames.TrainLoss, "train"), Curve(SeriesNames.TestLoss, "test", "diamond")], [], PanelModel.High,
                    Series: Measured(SeriesNames.TrainLoss, SeriesNames.TestLoss)),
                .. Spec.Task == LearningTask.Denoising
                    ? new[] { Panel(SeriesNames.SampleFid, "samples", []), Panel(SeriesNames.SampleAccuracy, "samples", []) }
                    : [Panel(SeriesNames.TestTop1, "test", linear)],
                Panel(SeriesNames.LearningRate, "learning rate", []),
                Panel(SeriesNames.ImagesPerSecond, "images/s", []),
            ];
        }
    }

    public ChartModel Draw(IReadOnlyList<PanelModel> panels, bool dark)
    {
        var full = FullEnd();
        double? planned = Plan is null || View.Axis.IsTime() ? null : StageTimeline.PlannedPosition(Plan, Plan.TotalSteps, View.Axis);
        return new ChartModel(
            dark,
            View.Axis.Kind(),
            View.Axis.Title(),
            full is { } strip ? Math.Max(strip.To * 1.02, planned ?? Newest) : planned,
            StageTimeline.Of(History, Plan, Spec, View.Axis),
            panels,
            Outage: IsLive || History.LastStep == 0 ? null : Newest,
            FullCost: full);
    }

    private double Newest => History.Series(SeriesNames.TrainLoss) is [.., var last] ? View.Axis.Of(last) : 0;

    // Only an axis of cost has a place for it, and only a run that grows has something to compare with.
    private StripModel? FullEnd()
    {
        if (Plan is null || History.LastStep == 0 || Plan.FlopsSaved <= 0)
        {
            return null;
        }

        if (View.Axis == CurveAxis.Flops)
        {
            return new StripModel(Plan.FullFlops, Plan.FullFlops, "Full-size run would end here (computed)");
        }

        if (!View.Axis.IsTime() || FullCost.Of(History, Plan, Spec) is not { } cost || History.Series(SeriesNames.ImagesPerSecond) is not [.., var last])
        {
            return null;
        }

        var (low, high) = cost.End(Plan.TotalSteps, last.WallMilliseconds / 1000.0, History.Result?.SearchSeconds ?? 0);
        var paused = View.Axis == CurveAxis.WallTime ? last.PausedMilliseconds / 1000.0 : 0;
        return new StripModel(low + paused, high + paused, $"Full-size run would end here (estimated {Show.Duration(low)} to {Show.Duration(high)})");
    }

    private string[] Measured(params string[] series) => [.. series.Where(History.Names.Contains)];

    private PanelModel Panel(string series, string name, IReadOnlyList<LevelModel> levels)
    {
        var look = SeriesLook.Of(series);
        return new PanelModel(look.Title, look.Format, false, [Curve(series, name)], levels, look.Height, Series: Measured(series));
    }

    private CurveModel Curve(string series, string name, string symbol = "circle")
    {
        var (line, look) = (new LineLook(SeriesColours.Of(series), Symbol: symbol), SeriesLook.Of(series));
        return Loaded.Find(History, series, View.Axis) is { } loaded
            ? Curves.Of(loaded.Entries, name, line, look, View, loaded.Gaps)
            : Curves.Of(History.Series(series), name, line, look, View);
    }
}
