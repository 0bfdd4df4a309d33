using System.Text;
using AutoProg.Contracts.Runs;
using AutoProg.Figures;
using AutoProg.Runs.Rollup;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoProg.Server.Runs;

/// <summary>Curves of a run as a picture, for reports and downloads.</summary>
public static class FiguresApi
{
    private const int MostSeries = 7;

    private static readonly Dictionary<string, (string Type, Func<Figure, byte[]> Draw)> Formats = new()
    {
        ["png"] = ("image/png", figure => figure.ToPng()),
        ["svg"] = ("image/svg+xml", figure => Encoding.UTF8.GetBytes(figure.ToSvg())),
    };

    public static void MapFigures(this IEndpointRouteBuilder routes) =>
        routes.MapGroup(Routes.Runs).RequireAuthorization().MapGet("/{id}/figure", DrawAsync);

    private static async Task<Results<FileContentHttpResult, ValidationProblem, NotFound>> DrawAsync(
        string id, RunIndex runs, DataRoot root, HttpResponse response, string[] series, string x = "step", double? from = null, double? to = null, bool log = false, string format = "png")
    {
        if (await runs.FindAsync(id) is not { } run)
        {
            return TypedResults.NotFound();
        }

        if (!Formats.TryGetValue(format, out var kind))
        {
            return TypedResults.ValidationProblem(CurveParameters.Refused("format", $"Unknown format '{format}'. Known: {string.Join(", ", Formats.Keys)}."));
        }

        using var index = CurveIndex.Open(root.FolderOf(id));
        var (query, errors) = CurveParameters.Read(index?.Names ?? [], series, x, from, to, Figure.Width, MostSeries);
        if (query is null)
        {
            return TypedResults.ValidationProblem(errors);
        }

        response.Headers.ContentSecurityPolicy = "sandbox";
        using var figure = Draw(run.Name, query, query.Run(id, index!, series.Distinct()), log);
        return TypedResults.File(kind.Draw(figure), kind.Type, $"{id}-{string.Join('-', series.Distinct()).Replace('/', '-')}.{format}");
    }

    private static Figure Draw(string title, CurveQuery query, CurveSet set, bool log) => CurveFigure.Of(
        title,
        query.Axis.Label,
        string.Join(", ", set.Curves.Select(curve => curve.Series)),
        [.. set.Curves.Select(CurveOf)],
        [.. set.Stages.Where(stage => stage.Index > 0).Select(stage => new StageBoundary(stage.X, $"{stage.Resolution} px, {stage.Depth} blocks"))],
        log);

    private static Curve CurveOf(CurveSlice slice) => new(
        slice.Series,
        slice.X,
        Numbers(slice.Last),
        slice.Band is { } band ? new Spread(Numbers(band.Least), Numbers(band.Most)) : null);

    private static double[] Numbers(float?[] values) => Array.ConvertAll(values, value => value ?? double.NaN);
}
