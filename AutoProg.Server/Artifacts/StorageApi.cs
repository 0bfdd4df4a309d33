using AutoProg.Contracts.Runs;
using AutoProg.Server.Accounts;
using AutoProg.Server.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoProg.Server.Artifacts;

/// <summary>Disk use, retention rules and the trash.</summary>
public static class StorageApi
{
    private const int MostRuns = 20, MostNewest = 1_000, MostDays = 3_650;

    public static void MapStorage(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/").RequireAuthorization(policy => policy.RequireRole(Roles.Admin));
        admin.MapGet(Routes.DiskUse, async (RunIndex index, DataRoot root) => TypedResults.Ok(await MeasureAsync(index, root)));
        admin.MapGet(Routes.Retention, async (ServerSettings settings) => TypedResults.Ok(await settings.RetentionAsync()));
        admin.MapPost(Routes.Retention, SetRulesAsync);
        admin.MapPost(Routes.Retention + "/apply", async (ServerSettings settings, RetentionSweep sweep, CancellationToken token, bool preview = true) =>
            TypedResults.Ok(await sweep.ApplyAsync(await settings.RetentionAsync(), preview, token)));
        admin.MapPost(Routes.EmptyTrash, async (TrashBin trash) => TypedResults.Ok(await trash.EmptyAsync()));

        routes.MapGet(Routes.Trash, async (TrashBin trash) => TypedResults.Ok(await trash.ListAsync())).RequireAuthorization();
        routes.MapPost(Routes.Trash + "/{id}/restore", RestoreAsync).RequireAuthorization(Policies.ChangeRuns);
    }

    private static async Task<DiskUse> MeasureAsync(RunIndex index, DataRoot root)
    {
        var rows = await index.ListAsync();
        return await Task.Run(() =>
        {
            var runs = rows.Select(row => new RunDiskUse(row.Id, row.Name, DiskSpace.SizeOf(root.FolderOf(row.Id).Root), DiskSpace.SizeOf(root.FolderOf(row.Id).Checkpoints))).ToArray();
            return new DiskUse(
                runs.Sum(run => run.Bytes), runs.Sum(run => run.Checkpoints), DiskSpace.SizeOf(root.Models), DiskSpace.SizeOf(root.Trash), DiskSpace.FreeAt(root.Path),
                [.. runs.OrderByDescending(run => run.Bytes).Take(MostRuns)]);
        });
    }

    private static async Task<Results<Ok<RetentionRules>, ValidationProblem>> SetRulesAsync(RetentionRules rules, ServerSettings settings)
    {
        if (rules.KeepNewest is < 1 or > MostNewest)
        {
            return Refused("keepNewest", $"{rules.KeepNewest} is out of range; keep 1 to {MostNewest} checkpoints, so that every run can go on.");
        }

        if (rules.TrashDays is < 0 or > MostDays)
        {
            return Refused("trashDays", $"{rules.TrashDays} is out of range; use 1 to {MostDays} days, or 0 to keep deleted runs until the trash is emptied.");
        }

        await settings.SetRetentionAsync(rules);
        return TypedResults.Ok(rules);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RestoreAsync(string id, TrashBin trash) =>
        await trash.RestoreAsync(id) is { } refusal ? TypedResults.Problem(refusal, statusCode: StatusCodes.Status404NotFound) : TypedResults.NoContent();

    private static ValidationProblem Refused(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
}
