namespace AutoProg.EndToEnd.Tests;

public sealed class WorkerKillTests(Chromium chromium, ITestOutputHelper output)
{
    [Fact]
    public async Task A_killed_worker_fails_its_run_with_the_reason_and_the_run_resumes_from_its_checkpoint()
    {
        await using var server = await RunningServer.StartAsync();
        await using var visitor = await chromium.VisitAsync(server.Address);
        await visitor.SetUpAsync(server.Link);
        using var script = await server.ScriptAsync();
        var id = await script.StartRunAsync(Specifications.Demo("Killed and resumed", steps: 300));
        await visitor.Page.GotoAsync($"/runs/{id}");

        var saved = (await Eventually.SeeAsync("a checkpoint", () => script.RowsAsync(id), rows => rows.Of<CheckpointSaved>().Count > 0)).Of<CheckpointSaved>()[^1].Step;
        Assert.True(server.Data.KillWorker(id), "The worker had ended before it was killed.");

        var failed = await script.SeeAsync(id, "the run has failed", run => run.State == RunState.Failed);
        Assert.Contains("SIGKILL", failed.Failure, StringComparison.Ordinal);
        var failure = Assert.Single((await script.RowsAsync(id)).Of<RunFailed>());
        Assert.Equal(FailureReason.WorkerLost, failure.Reason);
        await Assertions.Expect(visitor.State).ToHaveTextAsync("Failed");
        await Assertions.Expect(visitor.Page.Locator(".ap-banner-bad")).ToContainTextAsync(failure.Message);
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Equal("Healthy", await http.GetStringAsync(Routes.Health));

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await script.SeeAsync(id, "the resumed run has completed", run => run.State == RunState.Completed);
        await Assertions.Expect(visitor.State).ToHaveTextAsync("Completed");

        var rows = await script.RowsAsync(id);
        var attempts = rows.Of<AttemptStarted>();
        output.WriteLine($"Killed after checkpoint {saved}, resumed from step {attempts[^1].ResumedFromStep}.");
        Assert.Equal([1, 2], attempts.Select(attempt => attempt.Attempt));
        Assert.True(attempts[1].ResumedFromStep >= saved);
        Assert.Contains(rows.Of<CheckpointSaved>(), checkpoint => checkpoint.Step == attempts[1].ResumedFromStep);
        Assert.Single(rows.Of<RunCompleted>());
        Assert.Empty(visitor.Complaints);
    }
}
