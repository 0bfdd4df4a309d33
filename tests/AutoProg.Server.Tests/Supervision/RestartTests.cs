using System.Diagnostics;
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
            running = (await api.LaunchAsync("points=40 every=50 then=wait")).Id;
            queued = (await api.LaunchAsync("points=1 every=1")).Id;
            await api.WaitAsync(running, run => run.Step >= 3);
            worker = WorkerOf(dataRoot, running);
        }

        using var restarted = ServerUnderTest.Start(dataRoot);
        using var again = await restarted.ScriptAsync();
        Assert.Equal((RunState.Running, worker), ((await again.GetRunAsync(running)).State, WorkerOf(dataRoot, running)));
        await again.WaitAsync(running, run => run.Step == 40);
        Assert.Equal(RunState.Queued, (await again.GetRunAsync(queued)).State);
        using var stop = await again.PostAsync(new Uri(Routes.Stop(running), UriKind.Relative), null);
        Assert.Equal(82, (await again.WaitAsync(running, RunState.Stopped)).NewestSequence);
        await again.WaitAsync(queued, RunState.Completed);
    }

    [Fact]
    public async Task Workers_that_ended_while_no_server_ran_are_found_out()
    {
        var dataRoot = ServerUnderTest.NewDataRoot();
        string stops, dies;
        using (var server = ServerUnderTest.Start(dataRoot))
        {
            using var api = await server.ScriptAsync();
            stops = (await api.LaunchAsync("points=3 then=wait", "cuda:1")).Id;
            dies = (await api.LaunchAsync("points=3 then=wait", "cuda:2")).Id;
            await api.WaitAsync(stops, run => run.Step == 3);
            await api.WaitAsync(dies, run => run.Step == 3);
        }

        await File.WriteAllTextAsync(FolderOf(dataRoot, stops).StopRequest, "");
        using (var process = Process.GetProcessById(WorkerOf(dataRoot, dies).ProcessId))
        {
            process.Kill();
        }

        await EndOfWorkerAsync(dataRoot, stops);
        await EndOfWorkerAsync(dataRoot, dies);
        using var restarted = ServerUnderTest.Start(dataRoot);
        using var again = await restarted.ScriptAsync();
        Assert.Equal(3, (await again.WaitAsync(stops, RunState.Stopped)).Step);
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
        AddDamaged(empty, before.Id);
        using var restarted = ServerUnderTest.Start(empty);
        using var again = await restarted.ScriptAsync();
        var after = await again.GetRunAsync(before.Id);
        Assert.Equal(before with { EndedAt = null, LastContact = null }, after with { EndedAt = null, LastContact = null });
        var runs = await (await again.GetAsync(new Uri(Routes.Runs, UriKind.Relative))).ReadAsync(ContractsJson.Default.IReadOnlyListRunSummary);
        Assert.DoesNotContain(runs, run => run.Id == "damaged");
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

    private static void AddDamaged(string dataRoot, string pattern)
    {
        var damaged = FolderOf(dataRoot, "damaged");
        Directory.CreateDirectory(damaged.Root);
        var record = JsonFile.Read(FolderOf(dataRoot, pattern).Record, ContractsJson.Default.RunRecord)!;
        JsonFile.Write(damaged.Record, record with { Id = "damaged" }, ContractsJson.Default.RunRecord);
        File.WriteAllText(damaged.Database, new string('x', 8192));
    }

    private static async Task EndOfWorkerAsync(string dataRoot, string id)
    {
        while (RunLock.IsHeld(FolderOf(dataRoot, id)))
        {
            await Task.Delay(100);
        }
    }

    private static WorkerIdentity WorkerOf(string dataRoot, string id) =>
        JsonFile.Read(FolderOf(dataRoot, id).Worker, ContractsJson.Default.WorkerIdentity)!;

    private static RunFolder FolderOf(string dataRoot, string id) => new(Path.Combine(dataRoot, "runs", id));
}
