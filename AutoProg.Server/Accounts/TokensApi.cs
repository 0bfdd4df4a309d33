using System.Security.Claims;
using AutoProg.Contracts.Runs;
using AutoProg.Server.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace AutoProg.Server.Accounts;

public static class TokensApi
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup(Routes.Tokens).RequireAuthorization();
        tokens.MapGet("/", ListAsync);
        tokens.MapPost("/", CreateAsync);
        tokens.MapDelete("/{id:int}", RevokeAsync);
    }

    private static async Task<Ok<IReadOnlyList<TokenSummary>>> ListAsync(ClaimsPrincipal user, ApiTokens tokens) =>
        TypedResults.Ok(await tokens.ListAsync(VisibleTo(user)));

    private static async Task<Results<Ok<TokenCreated>, ValidationProblem, UnauthorizedHttpResult>> CreateAsync(
        TokenRequest request, ClaimsPrincipal user, UserManager<Person> users, ApiTokens tokens)
    {
        var name = request.Name.Trim();
        if (name.Length is 0 or > 80)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["name"] = [$"A token's name has 1 to 80 characters, not {name.Length}."] });
        }

        return await users.GetUserAsync(user) is { } owner
            ? TypedResults.Ok(await tokens.CreateAsync(owner, name))
            : TypedResults.Unauthorized();
    }

    private static async Task<Results<NoContent, NotFound>> RevokeAsync(int id, ClaimsPrincipal user, ApiTokens tokens) =>
        await tokens.RevokeAsync(id, VisibleTo(user)) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static string? VisibleTo(ClaimsPrincipal user) =>
        user.IsInRole(Roles.Admin) ? null : user.FindFirstValue(ClaimTypes.NameIdentifier);
}
