using System.Security.Claims;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Server.Accounts;
using AutoProg.Server.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AutoProg.Server.Runs;

public static class RunsApi
{
    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup(Routes.Runs).RequireAuthorization();
        runs.MapGet("/", ListAsync);
        runs.MapGet("/{id}", FindAsync);
        runs.MapGet("/{id}/rows", RowsAsync);
        runs.MapGet("/{id}/card", CardAsync);
        runs.MapGet("/{id}/samples/{file}", SampleAsync);
        runs.MapGet("/{id}/log", LogAsync);
        runs.MapGet("/{id}/log/download", DownloadLogAsync);

        var changes = routes.MapGroup(Routes.Runs).RequireAuthorization(Policies.ChangeRuns);
        changes.MapPost("/", SubmitAsync);
        changes.MapPost("/{id}/stop", (string id, RunIndex index, RunActions actions) => ActAsync(id, index, actions.StopAsync));
        changes.MapPost("/{id}/resume", (string id, RunIndex index, RunActions actions) => ActAsync(id, index, actions.ResumeAsync));
        changes.MapDelete("/{id}", DeleteAsync);
    }

    private static async Task<Results<Created<RunSummary>, ValidationProblem, ProblemHttpResult>> SubmitAsync(
        RunSpec spec, [FromHeader(Name = "Idempotency-Key")] string? key, ClaimsPrincipal user, RunLauncher launcher, RunIndex index)
    {
        if (spec.Validate() is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors.ToDictionary());
        }

        if (key is { Length: 0 or > 200 })
        {
            return TypedResults.Problem($"The Idempotency-Key has {key.Length} characters; use 1 to 200.", statusCode: StatusCodes.Status400BadRequest);
        }

        return await launcher.LaunchAsync(spec, user.Identity!.Name!, key) is { } run
            ? TypedResults.Created(Routes.Run(run.Id), run.ToSummary(QueuePosition(run.Id, await index.QueuedAsync())))
            : TypedResults.Problem($"The Idempotency-Key '{key}' was used for another specification; use a new key.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<IReadOnlyList<RunSummary>>> ListAsync(RunIndex index)
    {
        var queued = await index.QueuedAsync();
        return TypedResults.Ok<IReadOnlyList<RunSummary>>([.. (await index.ListAsync()).Select(run => run.ToSummary(QueuePosition(run.Id, queued)))]);
    }

    private static async Task<Results<Ok<RunDetail>, NotFound>> FindAsync(string id, RunIndex index) =>
        await index.FindAsync(id) is { } run
            ? TypedResults.Ok(run.ToDetail(QueuePosition(id, await index.QueuedAsync())))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<FeedPage>, NotFound>> RowsAsync(string id, RunIndex index, DataRoot root, long after = 0)
    {
        if (await index.FindAsync(id) is null)
        {
            return TypedResults.NotFound();
        }

        using var reader = RunReader.Open(root.FolderOf(id));
        var from = Math.Max(0, after);
        return TypedResults.Ok(reader?.ReadAfter(from) ?? new FeedPage(id, from + 1, from, 0, PointColumns.Empty, []));
    }

    private static async Task<Results<Ok<ScheduleCard>, NotFound, ProblemHttpResult>> CardAsync(string id, RunIndex index, DataRoot root)
    {
        if (await index.FindAsync(id) is null)
        {
            return TypedResults.NotFound();
        }

        return ScheduleCards.Of(root.FolderOf(id)) is { } card
            ? TypedResults.Ok(card)
            : TypedResults.Problem("Not all stages of this run are decided yet; ask again later.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<PhysicalFileHttpResult, NotFound>> SampleAsync(string id, string file, RunIndex index, DataRoot root)
    {
        // A bare name of that folder and nothing else: what a route value holds was written by a stranger.
        if (await index.FindAsync(id) is null || Path.GetFileName(file) != file || Path.GetExtension(file) != ".png")
        {
            return TypedResults.NotFound();
        }

        var path = Path.Combine(root.FolderOf(id).Samples, file);
        return File.Exists(path) ? TypedResults.PhysicalFile(path, "image/png") : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<LogChunk>, NotFound>> LogAsync(string id, RunIndex index, DataRoot root, long from = 0) =>
        await index.FindAsync(id) is null ? TypedResults.NotFound() : TypedResults.Ok(RunLogs.Read(root.FolderOf(id), from));

    private static async Task<Results<FileStreamHttpResult, NotFound>> DownloadLogAsync(string id, RunIndex index, DataRoot root, HttpResponse response)
    {
        if (await index.FindAsync(id) is null || !File.Exists(root.FolderOf(id).Log))
        {
            return TypedResults.NotFound();
        }

        response.Headers.ContentSecurityPolicy = "sandbox";
        var log = new FileStream(root.FolderOf(id).Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return TypedResults.Stream(log, "text/plain; charset=utf-8", $"{id}.log");
    }

    private static async Task<Results<Ok<RunSummary>, NotFound, ProblemHttpResult>> ActAsync(string id, RunIndex index, Func<RunRow, Task<string?>> act)
    {
        if (await index.FindAsync(id) is not { } run)
        {
            return TypedResults.NotFound();
        }

        return await act(run) is { } refusal
            ? TypedResults.Problem(refusal, statusCode: StatusCodes.Status409Conflict)
            : TypedResults.Ok((await index.FindAsync(id) ?? run).ToSummary(QueuePosition(id, await index.QueuedAsync())));
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> DeleteAsync(string id, RunIndex index, RunActions actions)
    {
        if (await index.FindAsync(id) is not { } run)
        {
            return TypedResults.NotFound();
        }

        return await actions.DeleteAsync(run) is { } refusal
            ? TypedResults.Problem(refusal, statusCode: StatusCodes.Status409Conflict)
            : TypedResults.NoContent();
    }

    private static int? QueuePosition(string id, IReadOnlyList<RunRow> queued)
    {
        var place = queued.Select(run => run.Id).ToList().IndexOf(id);
        return place < 0 ? null : place + 1;
    }
}
