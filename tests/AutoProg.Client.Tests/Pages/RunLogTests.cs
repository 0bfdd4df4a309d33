using AutoProg.Client.Pages;

namespace AutoProg.Client.Tests.Pages;

public class RunLogTests
{
    [Fact]
    public async Task The_last_lines_are_read_after_the_run_ended()
    {
        await using var app = new ClientContext();
        app.JSInterop.SetupModule("/js/page.js").Setup<bool>("isVisible").SetResult(true);
        var path = Routes.Log("run", 0).Split('?')[0];
        app.Server.Answer(path, new LogChunk(0, 4, "one\n"), ContractsJson.Default.LogChunk);
        var log = app.Render<RunLog>(parameters => parameters.Add(tab => tab.RunId, "run").Add(tab => tab.IsActive, true).Add(tab => tab.IsShown, true));
        log.WaitForAssertion(() => Assert.Equal("one\n", log.Find("pre").TextContent));

        log.Render(parameters => parameters.Add(tab => tab.IsActive, false));
        app.Server.Answer(path, new LogChunk(4, 8, "two\n"), ContractsJson.Default.LogChunk);

        log.WaitForAssertion(() => Assert.Equal("one\ntwo\n", log.Find("pre").TextContent), TimeSpan.FromSeconds(20));
    }
}
