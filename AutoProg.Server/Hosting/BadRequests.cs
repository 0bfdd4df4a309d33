using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;

namespace AutoProg.Server.Hosting;

/// <summary>Answers a body that is not what the route takes with the field at fault.</summary>
public sealed partial class BadRequests : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        await Answer(bad).ExecuteAsync(httpContext);
        return true;
    }

    private static IResult Answer(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException json)
        {
            return TypedResults.Problem(bad.Message, statusCode: bad.StatusCode);
        }

        var (field, message) = Describe(json);
        return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });
    }

    private static (string Field, string Message) Describe(JsonException json)
    {
        var path = (json.Path ?? "$").TrimStart('$').TrimStart('.');
        if (UnknownField().Match(json.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups["name"].Value;
            var field = path.Length == 0 || path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? (path.Length == 0 ? name : path) : $"{path}.{name}";
            return (field, $"Unknown field '{field}'. Remove it, or check its spelling.");
        }

        if (MissingFields().Match(json.Message) is { Success: true } missing)
        {
            var names = missing.Groups["name"].Captures.Select(name => path.Length == 0 ? name.Value : $"{path}.{name.Value}").ToList();
            return (names[0], $"Missing: {string.Join(", ", names)}.");
        }

        return (path, $"The value is not of this field's kind: {Location().Replace(json.Message, "")}");
    }

    [GeneratedRegex(@"^The JSON property '(?<name>[^']*)' could not be mapped")]
    private static partial Regex UnknownField();

    [GeneratedRegex(@"was missing required properties including: ('(?<name>[^']*)'[^']*)+")]
    private static partial Regex MissingFields();

    // Positions and type names mean nothing to the sender.
    [GeneratedRegex(@" Path: .*$", RegexOptions.Singleline)]
    private static partial Regex Location();
}
