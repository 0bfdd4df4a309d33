using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Tests.Hosting;

public sealed class SameOriginTests(SignedInServer shared) : IClassFixture<SignedInServer>
{
    private readonly ServerUnderTest server = shared.Server;

    [Theory]
    [InlineData("POST", "/api/runs")]
    [InlineData("DELETE", "/api/runs/x")]
    [InlineData("POST", "/api/tokens")]
    [InlineData("POST", "/logout")]
    public async Task A_cookie_alone_changes_nothing(string method, string path)
    {
        using var browser = await BrowserAsync();
        var own = server.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, method, path));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, method, path, ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, method, path, ("Origin", "null")));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, method, path, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, method, path, ("Sec-Fetch-Site", "same-site"), ("Origin", own)));
        Assert.NotEqual(HttpStatusCode.Forbidden, await SendAsync(browser, method, path, ("Origin", own)));
    }

    [Fact]
    public async Task Pages_behind_a_proxy_that_ends_the_encryption_are_own_pages()
    {
        using var browser = await BrowserAsync();
        var own = ("Origin", $"https://{server.Address.Authority}");
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, "POST", "/api/tokens", own));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(browser, "POST", "/api/tokens", own, ("X-Forwarded-Proto", "https")));
    }

    [Fact]
    public async Task A_foreign_page_cannot_sign_a_browser_in()
    {
        using var browser = server.Stranger();
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, "POST", Routes.Login, ("Origin", "https://evil.example")));
    }

    [Fact]
    public async Task A_foreign_page_cannot_open_the_hub()
    {
        using var browser = await BrowserAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(browser, "GET", Routes.RunHub, ("Origin", "https://evil.example"), ("Connection", "Upgrade"), ("Upgrade", "websocket")));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/api/runs")]
    public async Task Other_host_names_are_refused(string path)
    {
        using var browser = await BrowserAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(browser, "GET", path, ("Host", "evil.example")));
    }

    [Fact]
    public async Task Answers_carry_the_security_headers()
    {
        using var browser = server.Stranger();
        using var answer = await browser.GetAsync(new Uri("/api/session", UriKind.Relative));
        Assert.Contains("script-src 'self' 'wasm-unsafe-eval';", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("'unsafe-eval'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Server"));
    }

    private async Task<HttpClient> BrowserAsync()
    {
        var browser = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
        browser.DefaultRequestHeaders.Add("Cookie", await shared.CookieAsync());
        return browser;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient browser, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("{}", null, "application/json") : null };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await browser.SendAsync(request);
        return answer.StatusCode;
    }
}

/// <summary>A server whose administrator is signed in.</summary>
public sealed class SignedInServer : SharedServer
{
    private string? cookie;

    public async Task<string> CookieAsync()
    {
        if (cookie is null)
        {
            using var browser = Server.Stranger();
            using var answer = await browser.PostAsync(Routes.Setup, new SetupRequest(Server.SetupToken(), "ada", "correct horse battery"), ContractsJson.Default.SetupRequest);
            cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        return cookie;
    }
}
