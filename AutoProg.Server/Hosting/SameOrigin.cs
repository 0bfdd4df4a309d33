using AutoProg.Contracts.Runs;
using AutoProg.Server.Accounts;

namespace AutoProg.Server.Hosting;

/// <summary>Refuses requests that another site's page makes with this browser's cookie.</summary>
public static class SameOrigin
{
    public static IApplicationBuilder UseSameOrigin(this IApplicationBuilder app) =>
        app.Use((context, next) => IsAllowed(context.Request) ? next(context) : RefuseAsync(context));

    private static bool IsAllowed(HttpRequest request)
    {
        if (ApiTokenHandler.IsUsedBy(request))
        {
            return true;
        }

        // A WebSocket starts as a GET that carries the cookie and obeys no same-origin rule of the browser.
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if (reads)
        {
            return !request.Path.StartsWithSegments(Routes.RunHub) || !IsForeign(request);
        }

        return !IsForeign(request) && (IsOwn(request) || request.Headers.Cookie.Count == 0);
    }

    private static bool IsForeign(HttpRequest request) =>
        (request.Headers.Origin.Count > 0 && !HasOwnOrigin(request))
        || (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin");

    private static bool IsOwn(HttpRequest request) =>
        HasOwnOrigin(request) || request.Headers["Sec-Fetch-Site"] == "same-origin";

    private static bool HasOwnOrigin(HttpRequest request) =>
        string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context) =>
        TypedResults.Problem("This request did not come from this server's own pages. Scripts send 'Authorization: Bearer TOKEN'.", statusCode: StatusCodes.Status403Forbidden)
            .ExecuteAsync(context);
}
