using System.IO.Compression;
using System.Security.Claims;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Server.Accounts;
using AutoProg.Server.Catalog;
using AutoProg.Server.Runs;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AutoProg.Server.Artifacts;

/// <summary>The checkpoints of a run.</summary>
public static class CheckpointsApi
{
    private static readonly TimeSpan ComparisonLimit = TimeSpan.FromMinutes(5);

    public static void MapCheckpoints(this IEndpointRouteBuilder routes)
    {
        const string prefix = Routes.Runs + "/{id}/checkpoints";
        var reads = routes.MapGroup(prefix).RequireAuthorization();
        reads.MapGet("/", ListAsync);
        reads.MapGet("/{name}/archive", ArchiveAsync);
        reads.MapGet("/{name}/files/{file}", FileAsync);
        reads.MapGet("/{name}/changes", ChangesAsync);

        var changes = routes.MapGroup(prefix).RequireAuthorization(Policies.ChangeRuns);
        changes.MapPost("/{name}/verify", VerifyAsync);
        changes.MapPost("/{name}/pin", (string id, string name, RunIndex index, CheckpointShelf shelf) => PinAsync(id, name, pinned: true, index, shelf));
        changes.MapDelete("/{name}/pin", (string id, string name, RunIndex index, CheckpointShelf shelf) => PinAsync(id, name, pinned: false, index, shelf));
        changes.MapDelete("/{name}", DeleteAsync);
        changes.MapPost("/{name}/fork", ForkAsync);
    }

    private static async Task<Results<Ok<IReadOnlyList<CheckpointSummary>>, NotFound>> ListAsync(string id, RunIndex index, CheckpointShelf shelf) =>
        await index.FindAsync(id) is null ? TypedResults.NotFound() : TypedResults.Ok(shelf.List(id));

    private static async Task<Results<Ok<CheckpointSummary>, NotFound>> VerifyAsync(string id, string name, RunIndex index, CheckpointShelf shelf)
    {
        if (await FolderAsync(id, name, index, shelf) is null)
        {
            return TypedResults.NotFound();
        }

        await Task.Run(() => shelf.Verify(id, name)); // Reads gigabytes.
        return shelf.Find(id, name) is { } checkpoint ? TypedResults.Ok(checkpoint) : TypedResults.NotFound();
    }

    private static async Task<Results<NoContent, NotFound>> PinAsync(string id, string name, bool pinned, RunIndex index, CheckpointShelf shelf)
    {
        if (await FolderAsync(id, name, index, shelf) is null)
        {
            return TypedResults.NotFound();
        }

        shelf.Pin(id, name, pinned);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> DeleteAsync(string id, string name, RunIndex index, CheckpointShelf shelf, DataRoot root)
    {
        if (await FolderAsync(id, name, index, shelf) is not { } folder || await index.FindAsync(id) is not { } run)
        {
            return TypedResults.NotFound();
        }

        if (!run.State.HasEnded() || RunLock.IsHeld(root.FolderOf(id)))
        {
            return Conflict("The run has not ended; stop it before deleting its checkpoints.");
        }

        if (CheckpointFiles.IsPinned(folder))
        {
            return Conflict("The checkpoint is pinned; unpin it first.");
        }

        shelf.Delete(id, name);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created<RunSummary>, ValidationProblem, NotFound, ProblemHttpResult>> ForkAsync(
        string id, string name, RunSpec spec, [FromHeader(Name = "Idempotency-Key")] string? key, ClaimsPrincipal user, RunIndex index, RunForker forker)
    {
        if (await index.FindAsync(id) is not { } parent)
        {
            return TypedResults.NotFound();
        }

        var forked = await forker.ForkAsync(parent, name, spec, user.Identity!.Name!, key);
        return forked switch
        {
            { Errors: { } errors } => TypedResults.ValidationProblem(errors.ToDictionary()),
            { Refusal: { } refusal } => Conflict(refusal),
            { Run: { } run } => TypedResults.Created(Routes.Run(run.Id), run.ToSummary(queuePosition: null)),
            _ => TypedResults.NotFound(),
        };
    }

    private static async Task<Results<Ok<IReadOnlyList<TensorChange>>, NotFound, ProblemHttpResult>> ChangesAsync(
        string id, string name, string since, RunIndex index, CheckpointShelf shelf, WorkerReports reports)
    {
        if (await FolderAsync(id, name, index, shelf) is not { } after || await FolderAsync(id, since, index, shelf) is not { } before)
        {
            return TypedResults.NotFound();
        }

        try
        {
            return TypedResults.Ok(await reports.AskAsync(ContractsJson.Default.IReadOnlyListTensorChange, ComparisonLimit, "compare-checkpoints", before, after, "--json"));
        }
        catch (WorkerReportException silent)
        {
            return TypedResults.Problem(silent.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Results<PhysicalFileHttpResult, NotFound>> FileAsync(
        string id, string name, string file, RunIndex index, CheckpointShelf shelf, HttpResponse response)
    {
        // One of the known names, and not what a stranger wrote.
        var part = CheckpointFiles.Parts.Append(CheckpointFiles.ManifestName).FirstOrDefault(known => known == file);
        if (part is null || await FolderAsync(id, name, index, shelf) is not { } folder || !File.Exists(Path.Combine(folder, part)))
        {
            return TypedResults.NotFound();
        }

        response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.PhysicalFile(Path.Combine(folder, part), "application/octet-stream", $"{id}-{name}-{part}");
    }

    private static async Task<Results<PushStreamHttpResult, NotFound>> ArchiveAsync(string id, string name, RunIndex index, CheckpointShelf shelf, HttpResponse response)
    {
        if (await FolderAsync(id, name, index, shelf) is not { } folder)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ContentSecurityPolicy = "sandbox";
        response.HttpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true; // The archive writes some of its headers so.
        return TypedResults.Stream(body => ZipAsync(folder, body), "application/zip", $"{id}-{name}.zip");
    }

    // Weights do not compress.
    private static async Task ZipAsync(string folder, Stream body)
    {
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null);
        foreach (var part in CheckpointFiles.Parts.Append(CheckpointFiles.ManifestName).Where(part => File.Exists(Path.Combine(folder, part))))
        {
            await using var from = File.OpenRead(Path.Combine(folder, part));
            await using var to = await zip.CreateEntry(part, CompressionLevel.NoCompression).OpenAsync();
            await from.CopyToAsync(to);
        }
    }

    private static async Task<string?> FolderAsync(string id, string name, RunIndex index, CheckpointShelf shelf) =>
        await index.FindAsync(id) is null ? null : shelf.FolderOf(id, name);

    private static ProblemHttpResult Conflict(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status409Conflict);
}
