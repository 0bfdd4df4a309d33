using System.Net;
using System.Text.RegularExpressions;
using AutoProg.Contracts.Runs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Server.Tests.Accounts;

public sealed partial class AnonymousAccessTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Open = ["GET /healthz", "GET /login", "GET /setup", "POST /login", "POST /setup", "POST /login/link", "GET /"];

    [Fact]
    public async Task Strangers_get_401_from_every_endpoint_but_the_open_ones()
    {
        using var stranger = shared.Server.Stranger();
        var closed = 0;
        foreach (var (method, path) in Endpoints())
        {
            using var answer = await stranger.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("{}", null, "application/json") : null });
            if (IsOpen(method, path))
            {
                continue;
            }

            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {(int)answer.StatusCode} to a stranger.");
            closed++;
        }

        Assert.True(closed >= 20, $"Only {closed} closed endpoints were found.");
    }

    [Theory]
    [InlineData("/api/runs")]
    [InlineData("/api/nothing-here")]
    [InlineData("/api/runs/x/log/download")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar")]
    [InlineData("/scalar/v1")]
    [InlineData("/hubs/runs")]
    [InlineData("/keys/key.xml")]
    [InlineData("/data/autoprog.db")]
    [InlineData("/appsettings.json")]
    public async Task Strangers_get_401_and_no_redirect(string path)
    {
        using var stranger = shared.Server.Stranger();
        using var answer = await stranger.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_wrong_token_gets_401()
    {
        using var stranger = shared.Server.Stranger();
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        using var answer = await stranger.GetAsync(new Uri(Routes.Runs, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Health_is_open_and_unknown_api_addresses_are_404_to_those_who_are_in()
    {
        using var stranger = shared.Server.Stranger();
        Assert.Equal("Healthy", await stranger.GetStringAsync(new Uri(Routes.Health, UriKind.Relative)));
        using var script = await shared.Server.ScriptAsync();
        using var answer = await script.GetAsync(new Uri("/api/nothing-here", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar/v1")]
    [InlineData("/api/presets")]
    [InlineData("/api/datasets")]
    [InlineData("/api/devices")]
    public async Task A_token_opens_what_strangers_do_not_see(string path)
    {
        using var script = await shared.Server.ScriptAsync();
        using var answer = await script.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_viewer_can_read_but_not_change_runs()
    {
        using var viewer = await shared.Server.ScriptAsync("Viewer");
        using var read = await viewer.GetAsync(new Uri(Routes.Runs, UriKind.Relative));
        using var launch = await viewer.PostAsync(Routes.Runs, ApiCalls.Script("points=1"), Contracts.ContractsJson.Default.RunSpec);
        using var delete = await viewer.DeleteAsync(new Uri(Routes.Run("x"), UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (read.StatusCode, launch.StatusCode, delete.StatusCode));
    }

    // Static assets are the client's files; everybody may have them.
    private static bool IsOpen(string method, string path) => Open.Contains($"{method} {path}") || Open.Contains($"GET {path}") || path.StartsWith("/_", StringComparison.Ordinal) || Path.HasExtension(path) && !path.StartsWith("/openapi", StringComparison.Ordinal);

    private IEnumerable<(string Method, string Path)> Endpoints() =>
        from endpoint in shared.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where !endpoint.RoutePattern.RawText!.StartsWith("{*", StringComparison.Ordinal) // The client's page and files at any other address.
        let path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), match => match.Value.Contains("int") ? "1" : "x")
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]
        select (method, path);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
