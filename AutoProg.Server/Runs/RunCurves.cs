using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Figures;
using AutoProg.Runs;

namespace AutoProg.Server.Runs;

/// <summary>A measured point, with what it can be drawn over.</summary>
internal readonly record struct CurvePoint(long Sequence, int Step, double Epoch, double WallSeconds, double Flops, double Value);

/// <summary>All points of a run, without those that a later attempt went back behind.</summary>
internal sealed class RunCurves
{
    private readonly Dictionary<string, List<CurvePoint>> points = [];
    private readonly List<(long Sequence, AttemptStarted Attempt)> attempts = [];
    private readonly List<(long Sequence, StageStarted Stage)> stages = [];

    public IReadOnlyCollection<string> Names => points.Keys;

    public static RunCurves Read(RunFolder folder)
    {
        var curves = new RunCurves();
        using var reader = RunReader.Open(folder);
        for (var page = reader?.ReadAfter(0); page is not null; page = page.LastSequence < page.NewestSequence ? reader!.ReadAfter(page.LastSequence) : null)
        {
            curves.Add(page);
        }

        return curves;
    }

    public Curve Curve(string name, Func<CurvePoint, double> x)
    {
        var drawn = Valid(points[name]).ToArray();
        return new Curve(name, Array.ConvertAll(drawn, point => x(point)), Array.ConvertAll(drawn, point => point.Value));
    }

    /// <summary>Where the second and later stages begin: at their first point, since only points know every axis.</summary>
    public IReadOnlyList<StageBoundary> Boundaries(Func<CurvePoint, double> x)
    {
        var everything = points.Values.SelectMany(Valid).OrderBy(point => point.Step).ToArray();
        return
        [
            .. stages.Where(started => started.Stage.Index > 0 && IsValid(started.Sequence, started.Stage.Step))
                .GroupBy(started => started.Stage.Index, started => started.Stage)
                .Select(same => same.MinBy(stage => stage.Step)!)
                .Select(stage => (stage.Stage, First: Array.FindIndex(everything, point => point.Step >= stage.Step)))
                .Where(found => found.First >= 0)
                .Select(found => new StageBoundary(x(everything[found.First]), $"{found.Stage.Resolution} px, {found.Stage.Depth} blocks")),
        ];
    }

    private void Add(FeedPage page)
    {
        var columns = page.Points;
        for (var i = 0; i < columns.Sequence.Length; i++)
        {
            var name = columns.SeriesNames[columns.Series[i]];
            if (!points.TryGetValue(name, out var curve))
            {
                points[name] = curve = [];
            }

            curve.Add(new CurvePoint(
                columns.Sequence[i], columns.Step[i], columns.Epoch[i], columns.WallMilliseconds[i] / 1000.0, columns.Flops[i], columns.Value[i] ?? double.NaN));
        }

        foreach (var row in page.Events)
        {
            switch (RunEventCodec.Decode(row.Kind, row.Payload))
            {
                case AttemptStarted attempt:
                    attempts.Add((row.Sequence, attempt));
                    break;
                case StageStarted stage:
                    stages.Add((row.Sequence, stage));
                    break;
            }
        }
    }

    private IEnumerable<CurvePoint> Valid(IEnumerable<CurvePoint> all) => all.Where(point => IsValid(point.Sequence, point.Step));

    private bool IsValid(long sequence, int step) =>
        !attempts.Any(later => later.Sequence > sequence && later.Attempt.ResumedFromStep < step);
}
