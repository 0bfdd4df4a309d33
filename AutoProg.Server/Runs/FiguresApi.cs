using System.Text;
using AutoProg.Contracts.Runs;
using AutoProg.Figures;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoProg.Server.Runs;

/// <summary>Curves of a run as a picture, for reports and downloads.</summary>
public static class FiguresApi
{
    private const int MostSeries = 7;

    private static readonly Dictionary<string, Axis> Axes = new()
    {
        ["step"] = new("step", point => point.Step),
        ["epoch"] = new("epoch", point => point.Epoch),
        ["wall"] = new("wall time (s)", point => point.WallSeconds),
        ["flops"] = new("training FLOPs", point => point.Flops),
    };

    private static readonly Dictionary<string, (string Type, Func<Figure, byte[]> Draw)> Formats = new()
    {
        ["png"] = ("image/png", figure => figure.ToPng()),
        ["svg"] = ("image/svg+xml", figure => Encoding.UTF8.GetBytes(figure.ToSvg())),
    };

    public static void MapFigures(this IEndpointRouteBuilder routes) =>
        routes.MapGroup(Routes.Runs).RequireAuthorization().MapGet("/{id}/figure", DrawAsync);

    private static async Task<Results<FileContentHttpResult, ValidationProblem, NotFound>> DrawAsync(
        string id, RunIndex index, DataRoot root, HttpResponse response, string[] series, string x = "step", string format = "png")
    {
        if (await index.FindAsync(id) is not { } run)
        {
            return TypedResults.NotFound();
        }

        if (!Axes.TryGetValue(x, out var axis))
        {
            return Refused("x", $"Unknown axis '{x}'. Known: {string.Join(", ", Axes.Keys)}.");
        }

        if (!Formats.TryGetValue(format, out var kind))
        {
            return Refused("format", $"Unknown format '{format}'. Known: {string.Join(", ", Formats.Keys)}.");
        }

        if (series.Length is 0 or > MostSeries)
        {
            return Refused("series", $"{series.Length} series are named; name 1 to {MostSeries}, as series=train/loss.");
        }

        var curves = RunCurves.Read(root.FolderOf(id));
        if (series.FirstOrDefault(name => !curves.Names.Contains(name)) is { } unknown)
        {
            return Refused("series", $"The run has no series '{unknown}'. Measured so far: {string.Join(", ", curves.Names.Order(StringComparer.Ordinal))}.");
        }

        response.Headers.ContentSecurityPolicy = "sandbox";
        using var figure = CurveFigure.Of(
            run.Name,
            axis.Label,
            string.Join(", ", series),
            [.. series.Distinct().Select(name => curves.Curve(name, axis.Of))],
            curves.Boundaries(axis.Of));
        return TypedResults.File(kind.Draw(figure), kind.Type);
    }

    private static ValidationProblem Refused(string parameter, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [parameter] = [message] });

    private sealed record Axis(string Label, Func<CurvePoint, double> Of);
}
