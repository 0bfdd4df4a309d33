using System.Security.Claims;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoProg.Server.Artifacts;

/// <summary>Data sets that people registered, and the folders they may lie in.</summary>
public static class DatasetsApi
{
    public static void MapDatasets(this IEndpointRouteBuilder routes)
    {
        var sets = routes.MapGroup(Routes.RegisteredDatasets).RequireAuthorization();
        sets.MapGet("/", async (DatasetRegistry registry) => TypedResults.Ok(await registry.ListAsync()));
        sets.MapGet("/{id}", FindAsync);
        routes.MapGet(Routes.DatasetRoots, async (ServerSettings settings) => TypedResults.Ok(await settings.DatasetRootsAsync())).RequireAuthorization();

        var changes = routes.MapGroup(Routes.RegisteredDatasets).RequireAuthorization(Policies.ChangeRuns);
        changes.MapPost("/", RegisterAsync);
        changes.MapPost("/{id}/scan", ScanAsync);
        changes.MapDelete("/{id}", async Task<Results<NoContent, NotFound>> (string id, DatasetRegistry registry) =>
            await registry.RemoveAsync(id) ? TypedResults.NoContent() : TypedResults.NotFound());
        routes.MapPost(Routes.DatasetRoots, SetRootsAsync).RequireAuthorization(policy => policy.RequireRole(Roles.Admin));
    }

    private static async Task<Results<Ok<RegisteredDataset>, NotFound>> FindAsync(string id, DatasetRegistry registry) =>
        await registry.FindAsync(id) is { } set ? TypedResults.Ok(set) : TypedResults.NotFound();

    private static async Task<Results<Created<RegisteredDataset>, ValidationProblem>> RegisterAsync(
        DatasetRequest request, ClaimsPrincipal user, DatasetRegistry registry, ServerSettings settings)
    {
        var name = request.Name.Trim();
        if (name.Length is 0 or > 80)
        {
            return Refused("name", $"The name has {name.Length} characters; use 1 to 80.");
        }

        try
        {
            var path = SafePath.Below((await settings.DatasetRootsAsync()).All, request.Path.Trim(), PathKind.Folder);
            if (await registry.ClashAsync(name, path) is { } known)
            {
                return known.Name == name
                    ? Refused("name", $"Another data set has the name '{name}'; use another.")
                    : Refused("path", $"This folder is registered as '{known.Name}'.");
            }

            var set = await registry.RegisterAsync(name, path, user.Identity!.Name!);
            return TypedResults.Created(Routes.RegisteredDataset(set.Id), set);
        }
        catch (UnsafePathException unsafePath)
        {
            return Refused("path", unsafePath.Message);
        }
    }

    private static async Task<Results<Ok<RegisteredDataset>, NotFound>> ScanAsync(string id, ClaimsPrincipal user, DatasetRegistry registry) =>
        await registry.ScanAsync(id, user.Identity!.Name!) is { } set ? TypedResults.Ok(set) : TypedResults.NotFound();

    private static async Task<Results<Ok<DatasetRoots>, ValidationProblem>> SetRootsAsync(DatasetRoots roots, ServerSettings settings, DataRoot root)
    {
        var added = roots.Added.Select(path => path.Trim()).Where(path => path.Length > 0).Distinct().ToArray();
        foreach (var path in added)
        {
            if (!Path.IsPathFullyQualified(path) || path.Any(char.IsControl) || Path.GetFullPath(path) != Path.TrimEndingDirectorySeparator(path) || Path.GetPathRoot(path) == path)
            {
                return Refused("added", $"'{path}' is not the plain absolute path of a folder, as /data/images is.");
            }

            if (PathKinds.Of(path) != PathKind.Folder)
            {
                return Refused("added", $"'{path}' is not a folder on this server, or is a link to one.");
            }

            // Accounts and keys lie there.
            if (Contains(path, root.Path) || (Contains(root.Path, path) && !Contains(Path.Combine(root.Path, "datasets"), path)))
            {
                return Refused("added", $"'{path}' holds this server's own data; allow another folder.");
            }
        }

        await settings.SetDatasetRootsAsync([.. added.Select(path => Path.TrimEndingDirectorySeparator(path))]);
        return TypedResults.Ok(await settings.DatasetRootsAsync());
    }

    private static bool Contains(string folder, string path) =>
        Path.TrimEndingDirectorySeparator(path) == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static ValidationProblem Refused(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
}
