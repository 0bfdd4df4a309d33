using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs.Rollup;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoProg.Server.Runs;

/// <summary>Curves of any length for screens of any width, and every point for spreadsheets.</summary>
public static class CurvesApi
{
    public static void MapCurves(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup(Routes.Runs).RequireAuthorization();
        runs.MapGet("/{id}/opening", OpenAsync);
        runs.MapGet("/{id}/curves", QueryAsync);
        runs.MapGet("/{id}/points.csv", ExportAsync);
    }

    private static async Task<Results<Ok<FeedPage>, NotFound>> OpenAsync(string id, RunIndex runs, DataRoot root)
    {
        if (await runs.FindAsync(id) is null)
        {
            return TypedResults.NotFound();
        }

        using var index = CurveIndex.Open(root.FolderOf(id));
        return TypedResults.Ok(index is null ? new FeedPage(id, 1, 0, 0, PointColumns.Empty, []) : OpeningPage.Of(id, index));
    }

    private static async Task<Results<Ok<CurveSet>, NotFound, ValidationProblem>> QueryAsync(
        string id, RunIndex runs, DataRoot root, string[] series, string x = "step", double? from = null, double? to = null, int pixels = 1_200)
    {
        if (await runs.FindAsync(id) is null)
        {
            return TypedResults.NotFound();
        }

        using var index = CurveIndex.Open(root.FolderOf(id));
        var (query, errors) = CurveParameters.Read(index?.Names ?? [], series, x, from, to, pixels);
        return query is null ? TypedResults.ValidationProblem(errors) : TypedResults.Ok(query.Run(id, index!, series.Distinct()));
    }

    private static async Task<Results<PushStreamHttpResult, NotFound, ValidationProblem>> ExportAsync(string id, RunIndex runs, DataRoot root, HttpResponse response, string[] series)
    {
        if (await runs.FindAsync(id) is null)
        {
            return TypedResults.NotFound();
        }

        var index = CurveIndex.Open(root.FolderOf(id));
        if (CurveParameters.Unknown(index?.Names ?? [], series) is { Count: > 0 } errors)
        {
            index?.Dispose();
            return TypedResults.ValidationProblem(errors);
        }

        response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.Stream(async stream =>
        {
            using (index)
            {
                await using var text = new StreamWriter(stream, bufferSize: 64 * 1024);
                await PointsCsv.WriteAsync(text, index, series.Length > 0 ? series.Distinct() : (index?.Names ?? []).Order(StringComparer.Ordinal));
            }
        }, "text/csv; charset=utf-8", $"{id}.csv");
    }
}
