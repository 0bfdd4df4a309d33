using AutoProg.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace AutoProg.Server.Tests.Hosting;

public sealed class StartChecksTests
{
    [Theory]
    [InlineData("http://0.0.0.0:80", "without encryption")]
    [InlineData("http://*:80", "without encryption")]
    [InlineData("http://+:80", "without encryption")]
    [InlineData("http://lab:80", "without encryption")]
    [InlineData("http://127.0.0.1:80;http://[::]:80", "without encryption")]
    [InlineData("https://0.0.0.0:443", "before an administrator exists")]
    [InlineData("https://localhost.example.org:443", "before an administrator exists")]
    public void An_address_that_others_reach_is_refused(string urls, string advice) =>
        Assert.Contains(advice, Refusal(urls, hasAdministrator: false));

    [Theory]
    [InlineData("http://127.0.0.1:5180")]
    [InlineData("http://localhost:5180;http://[::1]:5180")]
    [InlineData("http://127.0.0.1:0")]
    public void Loopback_is_fine_before_an_administrator_exists(string urls) => Assert.Null(Refusal(urls, hasAdministrator: false));

    [Fact]
    public void With_encryption_and_an_administrator_others_may_reach_it() => Assert.Null(Refusal("https://0.0.0.0:443", hasAdministrator: true));

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("localhost;*")]
    [InlineData("localhost;0.0.0.0")]
    [InlineData("[::]")]
    public void Any_host_name_is_refused(string hosts) => Assert.Contains("DNS rebinding", Refusal("http://127.0.0.1:1", true, ("AllowedHosts", hosts)));

    [Fact]
    public void Endpoints_of_kestrel_are_looked_at_too() =>
        Assert.Contains("http://*:81", Refusal("http://127.0.0.1:1", true, ("Kestrel:Endpoints:Web:Url", "http://*:81")));

    private static string? Refusal(string urls, bool hasAdministrator, params (string Name, string Value)[] more)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("AllowedHosts", "localhost"), new("urls", urls)])
            .AddInMemoryCollection(more.Select(pair => new KeyValuePair<string, string?>(pair.Name, pair.Value)))
            .Build();
        return StartChecks.Refusal(configuration, hasAdministrator);
    }
}
