using System.Security.Claims;
using AutoProg.Contracts.Runs;
using AutoProg.Server.Runs;
using AutoProg.Server.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace AutoProg.Server.Accounts;

public static class AccountsApi
{
    // Known to all as a failed answer, so that a wrong name and a wrong password look alike.
    private const string WrongLogin = "Name or password is wrong.";

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var doors = routes.MapGroup("").AllowAnonymous().RequireRateLimiting(LoginThrottle.PerAddress);
        doors.MapPost(Routes.Setup, SetUpAsync);
        doors.MapPost(Routes.Login, LoginAsync);
        doors.MapPost(Routes.LoginLink, LoginByLinkAsync);
        routes.MapPost(Routes.Logout, (Delegate)LogoutAsync).RequireAuthorization();
        routes.MapGet(Routes.Session, WhoAmI).RequireAuthorization();
    }

    private static Task<Results<Ok<Session>, ValidationProblem, ProblemHttpResult>> SetUpAsync(
        SetupRequest request, SetupLink link, People people, RunIndex runs, SignInManager<Person> signIn) =>
        link.InTurnAsync<Results<Ok<Session>, ValidationProblem, ProblemHttpResult>>(async () =>
        {
            if (!link.IsValid(request.Token) || await people.FirstAdministratorAsync() is not null)
            {
                return TypedResults.Problem("This setup link was used, has expired, or is from an earlier start. Restart the server for a new one.", statusCode: StatusCodes.Status403Forbidden);
            }

            var created = await people.CreateAsync(request.Name.Trim(), request.Password, Roles.Admin);
            if (!created.Succeeded)
            {
                return TypedResults.ValidationProblem(created.ErrorsByField());
            }

            link.TryUse(request.Token);
            var administrator = (await people.FirstAdministratorAsync())!;
            await runs.HandOverAsync(RunRow.SystemAuthor, administrator.UserName!);
            await signIn.SignInAsync(administrator, isPersistent: true);
            return TypedResults.Ok(new Session(administrator.UserName!, Roles.Admin));
        });

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> LoginAsync(
        LoginRequest request, LoginThrottle throttle, People people, UserManager<Person> users, SignInManager<Person> signIn)
    {
        if (!throttle.MayTry(request.Name))
        {
            return TooMany();
        }

        var person = await users.FindByNameAsync(request.Name);
        if (person is null || person.IsBuiltIn)
        {
            return TypedResults.Problem(WrongLogin, statusCode: StatusCodes.Status401Unauthorized);
        }

        var result = await signIn.PasswordSignInAsync(person, request.Password, isPersistent: true, lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => TypedResults.Ok(new Session(person.UserName!, await people.RoleOfAsync(person))),
            { IsLockedOut: true } => TooMany(),
            _ => TypedResults.Problem(WrongLogin, statusCode: StatusCodes.Status401Unauthorized),
        };
    }

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> LoginByLinkAsync(
        LinkRequest request, LoginLink link, People people, SignInManager<Person> signIn, HttpContext context)
    {
        var local = context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address);
        if (!local || !link.TryUse(request.Token) || await people.FirstAdministratorAsync() is not { } administrator)
        {
            return TypedResults.Problem("This login link was used, has expired, or is from an earlier start. Sign in with your password, or restart the server for a new link.", statusCode: StatusCodes.Status401Unauthorized);
        }

        await signIn.SignInAsync(administrator, isPersistent: true);
        return TypedResults.Ok(new Session(administrator.UserName!, Roles.Admin));
    }

    private static async Task<NoContent> LogoutAsync(HttpContext context)
    {
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return TypedResults.NoContent();
    }

    private static Ok<Session> WhoAmI(ClaimsPrincipal user) =>
        TypedResults.Ok(new Session(user.Identity!.Name!, Roles.All.FirstOrDefault(user.IsInRole) ?? Roles.Viewer));

    private static ProblemHttpResult TooMany() =>
        TypedResults.Problem("Too many failed attempts. Wait five minutes, or use the one-time login link that the server prints at its start.", statusCode: StatusCodes.Status429TooManyRequests);

    private static Dictionary<string, string[]> ErrorsByField(this IdentityResult result) =>
        result.Errors.GroupBy(error => error.Code.Contains("Password", StringComparison.Ordinal) ? "password" : "name")
            .ToDictionary(field => field.Key, field => field.Select(error => error.Description).ToArray());
}
