using AutoProg.Client.Runs;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Charts;

/// <summary>How a person looks at the curves.</summary>
/// <param name="Smoothing">0 draws the raw values.</param>
public sealed record BoardView(CurveAxis Axis = CurveAxis.Step, double Smoothing = 0.6, bool LogLoss = false);

/// <summary>The run page's curves and growth timeline as one drawing.</summary>
public static class RunBoard
{
    public static ChartModel Of(RunHistory history, RunPlan? plan, RunSpec spec, BoardView view, bool dark)
    {
        var linear = history.LinearBaseline is { } fitted ? new[] { new LevelModel("softmax regression", fitted.Top1) } : [];
        return new ChartModel(
            dark,
            view.Axis switch { CurveAxis.WallTime => "wall-time", CurveAxis.Flops => "flops", CurveAxis.Epoch => "epoch", _ => "step" },
            view.Axis.Title(),
            plan is null || view.Axis == CurveAxis.WallTime ? null : StageTimeline.PlannedPosition(plan, plan.TotalSteps, view.Axis),
            StageTimeline.Of(history, plan, spec, view.Axis),
            [
                new PanelModel("Loss", "number", view.LogLoss,
                [
                    Curve(SeriesNames.TrainLoss, "train", smooth: true),
                    Curve(SeriesNames.TestLoss, "test"),
                ], []),
                new PanelModel("Top-1 accuracy", "percent", false,
                [
                    Curve(SeriesNames.TestTop1, "test"),
                ], linear),
                new PanelModel("Learning rate", "rate", false, [Curve(SeriesNames.LearningRate, "learning rate")], []),
                new PanelModel("Images per second", "count", false, [Curve(SeriesNames.ImagesPerSecond, "images/s", smooth: true)], []),
            ]);

        CurveModel Curve(string series, string name, bool smooth = false)
        {
            var points = history.Series(series);
            var raw = points.Select(point => point.Value).ToArray();
            var smoothed = smooth && view.Smoothing > 0;
            var curve = new CurveModel(
                name,
                SeriesColours.Of(series),
                [.. points.Select(point => view.Axis.Of(point))],
                smoothed ? Smoothing.BiasCorrected(points, view.Smoothing) : raw,
                smoothed ? raw : null,
                points.Count <= 60);
            return Decimation.Of(curve);
        }
    }
}
