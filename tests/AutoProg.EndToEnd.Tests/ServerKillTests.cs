namespace AutoProg.EndToEnd.Tests;

public sealed class ServerKillTests(Chromium chromium, ITestOutputHelper output)
{
    [Fact]
    public async Task A_killed_server_finds_its_run_again_and_no_point_is_lost_or_doubled()
    {
        await using var server = await RunningServer.StartAsync();
        await using var visitor = await chromium.VisitAsync(server.Address);
        await visitor.SetUpAsync(server.Link);
        using var script = await server.ScriptAsync();
        var id = await script.StartRunAsync(Specifications.Demo("Outlives its server", steps: 1_200));
        await visitor.Page.GotoAsync($"/runs/{id}");
        await visitor.Page.SeePointsAsync(DrawnCurves.TrainLoss, least: 5);
        var worker = server.Data.WorkerOf(id);

        await server.KillAsync();
        var atKill = RunRows.PointsIn(server.Data.Run(id)).Count;
        await Eventually.SeeAsync("the worker goes on alone", () => Task.FromResult(RunRows.PointsIn(server.Data.Run(id)).Count), points => points >= atKill + 10);
        await Assertions.Expect(visitor.Page.GetByText("Reconnecting; data as of")).ToBeVisibleAsync();
        await server.RestartAsync();
        var found = await script.RunAsync(id);
        Assert.Equal(RunState.Running, found.State);
        output.WriteLine($"{atKill} points at the kill, step {found.Step} of {found.TotalSteps} when the new server answered.");

        await script.SeeAsync(id, "the run has completed", run => run.State == RunState.Completed);
        Assert.Equal(worker, server.Data.WorkerOf(id));
        var rows = await script.RowsAsync(id);
        Assert.Equal(Enumerable.Range(1, rows.Sequence.Count).Select(number => (long)number), rows.Sequence);
        Assert.Equal(RunRows.PointsIn(server.Data.Run(id)), rows.Points);
        Assert.Equal(rows.Points.Count, rows.Points.DistinctBy(point => (point.Series, point.Step)).Count());
        Assert.Single(rows.Of<AttemptStarted>());
        Assert.Single(rows.Of<RunCompleted>());

        var losses = rows.Points.Where(point => point.Series == SeriesNames.TrainLoss).Select(point => ((double)point.Step, point.Value)).ToList();
        var drawn = await visitor.Page.SeePointsAsync(DrawnCurves.TrainLoss, losses.Count);
        Assert.Equal(losses, drawn);
        await Assertions.Expect(visitor.State).ToHaveTextAsync("Completed");
    }
}
