using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Server.Accounts;
using AutoProg.Server.Runs;
using AutoProg.Server.Store;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Server.Tests.Accounts;

public sealed class SetupTests : IDisposable
{
    private const string Password = "correct horse battery";
    private readonly ServerUnderTest server = ServerUnderTest.Start();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task The_setup_link_makes_one_administrator_once()
    {
        var token = server.SetupToken();
        using var browser = server.Stranger();
        using var weak = await SetUpAsync(browser, token, "ada", "short");
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        Assert.Contains("password", (await weak.ReadProblemAsync()).Errors!.Keys);

        using var first = await SetUpAsync(browser, token, "ada", Password);
        Assert.Equal(new Session("ada", "Admin"), await first.ReadAsync(ContractsJson.Default.Session));
        using var me = await browser.GetAsync(new Uri(Routes.Session, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);

        using var second = await SetUpAsync(server.Stranger(), token, "eve", Password);
        using var renewed = await SetUpAsync(server.Stranger(), server.SetupToken(), "eve", Password);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (second.StatusCode, renewed.StatusCode));
    }

    [Fact]
    public async Task The_first_administrator_takes_over_what_the_system_launched()
    {
        var index = server.Services.GetRequiredService<RunIndex>();
        await index.AddAsync(RunLauncher.RowOf(new RunRecord(1, "20260101-000000-demo", DateTimeOffset.UtcNow, RunRow.SystemAuthor, new()), RunState.Completed));
        await index.AddAsync(RunLauncher.RowOf(new RunRecord(1, "20260101-000000-mine", DateTimeOffset.UtcNow, "grace", new()), RunState.Completed));

        using var setUp = await SetUpAsync(server.Stranger(), server.SetupToken(), "ada", Password);

        Assert.Equal(["ada", "grace"], (await index.ListAsync()).Select(run => run.Author).Order());
    }

    [Fact]
    public async Task Ten_set_ups_at_once_make_one_administrator()
    {
        var token = server.SetupToken();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(k => SetUpAsync(server.Stranger(), token, $"person{k}", Password)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_login_link_signs_in_the_administrator_once_and_cookies_are_strict()
    {
        using var setUp = await SetUpAsync(server.Stranger(), server.SetupToken(), "ada", Password);
        var token = server.Services.GetRequiredService<LoginLink>().Renew();
        using var first = await server.Stranger().PostAsync(Routes.LoginLink, new LinkRequest(token), ContractsJson.Default.LinkRequest);
        using var second = await server.Stranger().PostAsync(Routes.LoginLink, new LinkRequest(token), ContractsJson.Default.LinkRequest);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (first.StatusCode, second.StatusCode));
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Wrong_passwords_are_answered_alike_then_locked_out_then_limited()
    {
        using var setUp = await SetUpAsync(server.Stranger(), server.SetupToken(), "ada", Password);
        var known = await GuessAsync("ada", times: 6);
        var unknown = await GuessAsync("nobody", times: 6);
        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), HttpStatusCode.TooManyRequests], known);
        Assert.Equal(known, unknown);
        using var right = await LoginAsync("ada", Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GuessAsync("other", times: 7))[^1]);
        for (var k = 0; k < 7; k++)
        {
            using var spray = await LoginAsync($"person{k}", Password);
            Assert.Equal(HttpStatusCode.TooManyRequests, spray.StatusCode);
        }
    }

    [Fact]
    public async Task A_login_without_its_fields_is_a_bad_request_that_names_them()
    {
        using var empty = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Stranger().PostAsync(new Uri(Routes.Login, UriKind.Relative), empty);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Missing: name, password.", (await answer.ReadProblemAsync()).Errors!["name"].Single());
    }

    [Fact]
    public void The_database_lets_readers_and_a_writer_work_at_once() =>
        Assert.True(File.Exists(Path.Combine(server.DataRoot, "autoprog.db-wal")));

    [Fact]
    public async Task A_login_survives_a_restart_and_ends_with_a_logout()
    {
        using var setUp = await SetUpAsync(server.Stranger(), server.SetupToken(), "ada", Password);
        var cookie = setUp.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        server.Dispose();
        using var restarted = ServerUnderTest.Start(server.DataRoot);
        using var browser = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = restarted.Address };
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        using var me = await browser.GetAsync(new Uri(Routes.Session, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);

        browser.DefaultRequestHeaders.Add("Origin", restarted.Address.GetLeftPart(UriPartial.Authority));
        using var logout = await browser.PostAsync(new Uri(Routes.Logout, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.Contains("AutoProg=;", Assert.Single(logout.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public void Keys_are_readable_by_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the folder has the access list of its parent.
            return;
        }

        var mode = File.GetUnixFileMode(Path.Combine(server.DataRoot, "keys"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    private static Task<HttpResponseMessage> SetUpAsync(HttpClient browser, string token, string name, string password) =>
        browser.PostAsync(Routes.Setup, new SetupRequest(token, name, password), ContractsJson.Default.SetupRequest);

    private Task<HttpResponseMessage> LoginAsync(string name, string password) =>
        server.Stranger().PostAsync(Routes.Login, new LoginRequest(name, password), ContractsJson.Default.LoginRequest);

    private async Task<List<HttpStatusCode>> GuessAsync(string name, int times)
    {
        var answers = new List<HttpStatusCode>();
        for (var k = 0; k < times; k++)
        {
            using var answer = await LoginAsync(name, $"wrong password {k}");
            answers.Add(answer.StatusCode);
        }

        return answers;
    }
}
