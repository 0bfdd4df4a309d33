using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Server.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Server.Tests.Accounts;

public sealed class TokenTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_token_is_shown_once_listed_without_itself_and_can_be_revoked()
    {
        using var script = await shared.Server.ScriptAsync();
        using var made = await script.PostAsync(Routes.Tokens, new TokenRequest("laptop"), ContractsJson.Default.TokenRequest);
        var token = await made.ReadAsync(ContractsJson.Default.TokenCreated);

        using var laptop = shared.Server.Stranger();
        laptop.DefaultRequestHeaders.Authorization = new("Bearer", token.Token);
        using var list = await laptop.GetAsync(new Uri(Routes.Tokens, UriKind.Relative));
        var text = await list.Content.ReadAsStringAsync();
        Assert.Contains("laptop", text);
        Assert.DoesNotContain(token.Token, text);

        using var revoked = await script.DeleteAsync(new Uri($"{Routes.Tokens}/{token.Id}", UriKind.Relative));
        using var after = await laptop.GetAsync(new Uri(Routes.Tokens, UriKind.Relative));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (revoked.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task The_store_holds_no_token()
    {
        var token = await shared.Server.TokenAsync();
        await using var db = await shared.Server.Services.GetRequiredService<IDbContextFactory<AutoProgDb>>().CreateDbContextAsync();
        Assert.All(await db.Tokens.ToListAsync(), stored => Assert.NotEqual(token, stored.Hash));
        Assert.All(await db.Tokens.ToListAsync(), stored => Assert.Matches("^[0-9a-f]{64}$", stored.Hash));
    }

    [Fact]
    public async Task A_viewer_sees_and_revokes_only_own_tokens()
    {
        var admins = await shared.Server.ScriptAsync();
        using var made = await admins.PostAsync(Routes.Tokens, new TokenRequest("of the admin"), ContractsJson.Default.TokenRequest);
        var token = await made.ReadAsync(ContractsJson.Default.TokenCreated);
        using var viewer = await shared.Server.ScriptAsync("Viewer");
        Assert.DoesNotContain("of the admin", await viewer.GetStringAsync(new Uri(Routes.Tokens, UriKind.Relative)));
        using var revoked = await viewer.DeleteAsync(new Uri($"{Routes.Tokens}/{token.Id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, revoked.StatusCode);
    }
}
