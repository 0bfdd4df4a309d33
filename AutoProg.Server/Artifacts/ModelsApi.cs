using System.ComponentModel;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Accounts;
using AutoProg.Server.Catalog;
using AutoProg.Server.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AutoProg.Server.Artifacts;

/// <summary>Weights that runs can start from.</summary>
public static class ModelsApi
{
    private const long LargestUpload = 16L << 30;

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup(Routes.Models).RequireAuthorization();
        reads.MapGet("/", async (ModelStore models) => TypedResults.Ok(await models.ListAsync()));
        reads.MapGet("/{name}", FindAsync);

        var changes = routes.MapGroup(Routes.Models).RequireAuthorization(Policies.ChangeRuns);
        changes.MapPost("/", ImportAsync);
        changes.MapPost("/upload", UploadAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload));
        changes.MapDelete("/{name}", DeleteAsync);
        routes.MapPost(Routes.Runs + "/{id}/export", ExportAsync).RequireAuthorization(Policies.ChangeRuns);
    }

    private static async Task<Results<Ok<ModelDetail>, NotFound, ProblemHttpResult>> FindAsync(string name, ModelStore models)
    {
        if (await models.FindAsync(name) is not { } model)
        {
            return TypedResults.NotFound();
        }

        try
        {
            return TypedResults.Ok(new ModelDetail(model, await models.InspectAsync(name)));
        }
        catch (WorkerReportException silent)
        {
            return TypedResults.Problem(silent.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Results<Created<ModelSummary>, ValidationProblem, ProblemHttpResult>> ImportAsync(ModelRequest request, ModelStore models, ServerSettings settings)
    {
        try
        {
            var path = SafePath.Below((await settings.DatasetRootsAsync()).All, request.Path.Trim(), PathKind.File, PathKind.Folder);
            return await DoneAsync(request.Name, "path", models, () => models.ImportAsync(request.Name, path, request.Sha256, request.Key));
        }
        catch (UnsafePathException unsafePath)
        {
            return Refused("path", unsafePath.Message);
        }
    }

    private static Task<Results<Created<ModelSummary>, ValidationProblem, ProblemHttpResult>> UploadAsync(string name, string file, HttpRequest request, ModelStore models, CancellationToken token) =>
        DoneAsync(name, "file", models, () => models.ReceiveAsync(name, file, request.Body, token));

    private static async Task<Results<Created<ModelSummary>, ValidationProblem, ProblemHttpResult>> ExportAsync(string id, string name, RunIndex index, ModelStore models) =>
        await index.FindAsync(id) is null
            ? TypedResults.Problem($"There is no run '{id}'.", statusCode: StatusCodes.Status404NotFound)
            : await DoneAsync(name, "run", models, () => models.ExportAsync(id, name));

    private static async Task<Results<Created<ModelSummary>, ValidationProblem, ProblemHttpResult>> DoneAsync(string name, string field, ModelStore models, Func<Task<string?>> act)
    {
        if (models.NameError(name) is { } wrongName)
        {
            return Refused("name", wrongName);
        }

        try
        {
            return await act() is { } refusal ? Refused(field, refusal) : TypedResults.Created(Routes.Model(name), await models.FindAsync(name));
        }
        catch (Exception silent) when (silent is WorkerReportException or FileNotFoundException or Win32Exception)
        {
            return TypedResults.Problem(silent.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> DeleteAsync(string name, ModelStore models)
    {
        if (await models.FindAsync(name) is not { } model)
        {
            return TypedResults.NotFound();
        }

        if (model.UsedBy.Count > 0)
        {
            return TypedResults.Problem($"'{name}' is what {string.Join(", ", model.UsedBy.Select(run => $"'{run.Name}'"))} started from; delete those runs first.", statusCode: StatusCodes.Status409Conflict);
        }

        models.Delete(name);
        return TypedResults.NoContent();
    }

    private static ValidationProblem Refused(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
}
