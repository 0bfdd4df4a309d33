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
            view.Axis.Kind(),
            view.Axis.Title(),
            plan is null || view.Axis == CurveAxis.WallTime ? null : StageTimeline.PlannedPosition(plan, plan.TotalSteps, view.Axis),
            StageTimeline.Of(history, plan, spec, view.Axis),
            [
                new PanelModel("Loss", "number", view.LogLoss, [Curve(SeriesNames.TrainLoss, "train"), Curve(SeriesNames.TestLoss, "test", "diamond")], [], PanelModel.High),
                .. spec.Task == LearningTask.Denoising
                    ? new[] { Panel(SeriesNames.SampleFid, "samples", []), Panel(SeriesNames.SampleAccuracy, "samples", []) }
                    : [Panel(SeriesNames.TestTop1, "test", linear)],
                Panel(SeriesNames.LearningRate, "learning rate", []),
                Panel(SeriesNames.ImagesPerSecond, "images/s", []),
            ]);

        PanelModel Panel(string series, string name, IReadOnlyList<LevelModel> levels)
        {
            var look = SeriesLook.Of(series);
            return new PanelModel(look.Title, look.Format, false, [Curve(series, name)], levels, look.Height);
        }

        CurveModel Curve(string series, string name, string symbol = "circle") =>
            Curves.Of(history.Series(series), name, new LineLook(SeriesColours.Of(series), Symbol: symbol), SeriesLook.Of(series), view);
    }
}
