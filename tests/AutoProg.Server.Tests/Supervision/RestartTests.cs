using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;

namespace AutoProg.Server.Tests.Supervision;

public sealed class RestartTests
{
    [Fact]
    public async Task A_restarted_server_finds_its_worker_and_its_queue_and_loses_no_row()
    {
        var dataRoot = ServerUnderTest.NewDataRoot();
        string running, queued;
        WorkerIdentity worker;
        using (var server = ServerUnderTest.Start(dataRoot))
        {
            using var api = await server.ScriptAsync();
            running = (await api.LaunchAsync("points=60 every=50")).Id;
            queued = (await api.LaunchAsync("points=1 every=1")).Id;
            await api.WaitAsync(running, run => run.Step >= 3);
            worker = WorkerOf(dataRoot, running);
        }

        await Task.Delay(500);
        using var restarted = ServerUnderTest.Start(dataRoot);
        using var again = await restarted.ScriptAsync();
        var found = await again.GetRunAsync(running);
        Assert.Equal((RunState.Running, worker), (found.State, WorkerOf(dataRoot, running)));
        var done = await again.WaitAsync(running, RunState.Completed);
        Assert.Equal((60, 122L), (done.Step, done.NewestSequence));
        await again.WaitAsync(queued, RunState.Completed);
    }

    [Fact]
    public async Task A_worker_that_ended_while_no_server_ran_is_found_out()
    {
        var dataRoot = ServerUnderTest.NewDataRoot();
        string completes, dies;
        using (var server = ServerUnderTest.Start(dataRoot))
        {
            using var api = await server.ScriptAsync();
            completes = (await api.LaunchAsync("points=60 every=50", "cuda:1")).Id;
            dies = (await api.LaunchAsync("points=60 every=50 then=sigkill", "cuda:2")).Id;
            await api.WaitAsync(completes, RunState.Running);
            await api.WaitAsync(dies, RunState.Running);
        }

        await EndOfWorkerAsync(dataRoot, completes);
        await EndOfWorkerAsync(dataRoot, dies);
        using var restarted = ServerUnderTest.Start(dataRoot);
        using var again = await restarted.ScriptAsync();
        Assert.Equal(60, (await again.WaitAsync(completes, RunState.Completed)).Step);
        Assert.Contains("ended while nobody watched", (await again.WaitAsync(dies, RunState.Failed)).Failure);
    }

    [Fact]
    public async Task The_index_is_rebuilt_from_the_run_folders()
    {
        var dataRoot = ServerUnderTest.NewDataRoot();
        RunSummary before;
        using (var server = ServerUnderTest.Start(dataRoot))
        {
            using var api = await server.ScriptAsync();
            before = await api.WaitAsync((await api.LaunchAsync("points=4 every=1")).Id, RunState.Completed);
            var failed = await api.LaunchAsync("points=4 every=1 then=fail");
            await api.WaitAsync(failed.Id, RunState.Failed);
        }

        var empty = ServerUnderTest.NewDataRoot();
        Directory.Move(Path.Combine(dataRoot, "runs"), Path.Combine(empty, "runs"));
        using var restarted = ServerUnderTest.Start(empty);
        using var again = await restarted.ScriptAsync();
        var after = await again.GetRunAsync(before.Id);
        Assert.Equal(before with { EndedAt = null, LastContact = null }, after with { EndedAt = null, LastContact = null });
        var runs = await (await again.GetAsync(new Uri(Routes.Runs, UriKind.Relative))).ReadAsync(ContractsJson.Default.IReadOnlyListRunSummary);
        Assert.Equal("The loss became NaN.", runs.Single(run => run.State == RunState.Failed).Failure);
    }

    [Fact]
    public async Task The_demo_is_launched_once()
    {
        using var server = ServerUnderTest.Start(null, ("AutoProg:Demo", "true"));
        using var api = await server.ScriptAsync();
        var runs = await (await api.GetAsync(new Uri(Routes.Runs, UriKind.Relative))).ReadAsync(ContractsJson.Default.IReadOnlyListRunSummary);
        Assert.Equal(("vit-fashion-mnist-demo", "autoprog"), (Assert.Single(runs).Preset, runs[0].Author));
        await api.WaitAsync(runs[0].Id, RunState.Completed);
    }

    private static async Task EndOfWorkerAsync(string dataRoot, string id)
    {
        while (RunLock.IsHeld(new RunFolder(Path.Combine(dataRoot, "runs", id))))
        {
            await Task.Delay(100);
        }
    }

    private static WorkerIdentity WorkerOf(string dataRoot, string id) =>
        JsonFile.Read(new RunFolder(Path.Combine(dataRoot, "runs", id)).Worker, ContractsJson.Default.WorkerIdentity)!;
}
