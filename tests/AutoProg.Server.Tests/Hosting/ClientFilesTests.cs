using System.Net;

namespace AutoProg.Server.Tests.Hosting;

public sealed class ClientFilesTests : IDisposable
{
    private const string Page = "<!DOCTYPE html><title>AutoProg</title>";
    private readonly string webRoot = Directory.CreateTempSubdirectory("autoprog-web-").FullName;
    private readonly ServerUnderTest server;

    public ClientFilesTests()
    {
        File.WriteAllText(Path.Combine(webRoot, "index.html"), Page);
        File.WriteAllText(Path.Combine(webRoot, "app.css"), "body{}");
        server = ServerUnderTest.Start(null, ("webroot", webRoot));
    }

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(webRoot, recursive: true);
    }

    [Fact]
    public async Task Everybody_gets_the_clients_page_at_its_addresses_and_its_files_but_nothing_else()
    {
        using var stranger = server.Stranger();
        foreach (var address in new[] { "/", "/login", "/setup", "/runs/some-run", "/index.html" })
        {
            Assert.Equal(Page, await stranger.GetStringAsync(new Uri(address, UriKind.Relative)));
        }

        Assert.Equal("body{}", await stranger.GetStringAsync(new Uri("/app.css", UriKind.Relative)));
        using var script = await stranger.GetAsync(new Uri("/_framework/blazor.webassembly.js", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (script.StatusCode, script.Content.Headers.ContentType!.MediaType));
        foreach (var address in new[] { "/api", "/api/x", "/hubs/x", "/openapi/x", "/scalar/x/y" })
        {
            using var answer = await stranger.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
