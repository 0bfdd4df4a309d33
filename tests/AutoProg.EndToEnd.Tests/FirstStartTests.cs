using System.Net;

namespace AutoProg.EndToEnd.Tests;

public sealed class FirstStartTests
{
    [Fact]
    public async Task The_demo_start_prints_its_links_launches_the_demo_and_keeps_strangers_out()
    {
        await using var server = await RunningServer.StartAsync("--demo");
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };

        Assert.True(server.Address.IsLoopback);
        Assert.StartsWith($"{server.Address}setup?token=", server.Link, StringComparison.Ordinal);
        Assert.Equal("Healthy", await stranger.GetStringAsync(Routes.Health));
        foreach (var closed in new[] { Routes.Runs, Routes.Devices, "/openapi/v1.json", "/scalar", "/api/no-such-thing" })
        {
            using var answer = await stranger.GetAsync(closed);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{closed}: {answer.StatusCode}");
        }

        using var script = await server.ScriptAsync();
        var demo = Assert.Single(await script.RunsAsync());
        Assert.Equal(Presets.Demo, demo.Preset);
        await script.SeeAsync(demo.Id, "the demo trains", run => run.Step > 0);
    }
}
