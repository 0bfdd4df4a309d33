using AutoProg.Client.Accounts;
using AutoProg.Client.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AutoProg.Client.Tests.Pages;

public class SignInTests
{
    [Theory]
    [InlineData("/runs/7?x=1", "/runs/7?x=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/\r\n/evil.example", "/")]
    [InlineData(null, "/")]
    public void The_return_address_never_leaves_this_site(string? given, string expected) =>
        Assert.Equal(expected, SignInRedirect.SafeReturn(given));

    [Fact]
    public async Task Setup_checks_the_two_passwords_in_the_page()
    {
        await using var app = new ClientContext();
        app.Services.GetRequiredService<NavigationManager>().NavigateTo("/setup?token=t");
        var page = app.Render<Setup>();
        page.Find("#name").Input("ada");
        page.Find("#password").Input("a-long-password");
        page.Find("#repeat").Input("another-password");
        page.Find("form").Submit();

        Assert.Contains("The two passwords differ.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(app.Server.Posts(Routes.Setup));
    }
}
