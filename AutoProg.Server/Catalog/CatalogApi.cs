using System.ComponentModel;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoProg.Server.Catalog;

public static class CatalogApi
{
    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Presets, () => TypedResults.Ok(Presets.All)).RequireAuthorization();
        routes.MapGet(Routes.Devices, (WorkerReports reports) => AnswerAsync(reports.DevicesAsync())).RequireAuthorization();
        routes.MapGet(Routes.Datasets, (WorkerReports reports) => AnswerAsync(reports.DatasetsAsync())).RequireAuthorization();
    }

    private static async Task<Results<Ok<T>, ProblemHttpResult>> AnswerAsync<T>(Task<T> report)
    {
        try
        {
            return TypedResults.Ok(await report);
        }
        catch (Exception silent) when (silent is WorkerReportException or FileNotFoundException or Win32Exception)
        {
            return TypedResults.Problem(silent.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
