using System.Net;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;

namespace AutoProg.Server.Tests.Artifacts;

public sealed class ForkTests : IDisposable
{
    private static readonly string Growth = Checkpointed.Name(Checkpointed.GrowthStep);
    private readonly ServerUnderTest server = ServerUnderTest.Start(Checkpointed.NewDataRoot());

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(server.DataRoot, recursive: true);
    }

    [Fact]
    public async Task A_fork_begins_with_the_checkpoint_and_the_rows_up_to_it_and_says_where_it_comes_from()
    {
        using var api = await server.ScriptAsync();
        using var answer = await api.PostAsync(Routes.Fork(Checkpointed.Id, Growth), Checkpointed.Spec, ContractsJson.Default.RunSpec);
        var child = await answer.ReadAsync(ContractsJson.Default.RunSummary);

        var origin = new ForkOrigin(Checkpointed.Id, Checkpointed.Spec.Name, Checkpointed.GrowthStep);
        Assert.Equal(origin, child.Fork);
        Assert.Equal(Checkpointed.GrowthStep, child.Step);
        var done = await api.WaitAsync(child.Id, RunState.Completed);
        Assert.Equal(origin, done.Fork);
        var folder = new RunFolder(Path.Combine(server.DataRoot, "runs", child.Id));
        Assert.Equal([Checkpointed.GrowthStep], CheckpointFiles.FoldersIn(folder).Select(path => CheckpointFiles.StepOf(path)!.Value));
        Assert.Null(CheckpointFiles.Damage(CheckpointFiles.FoldersIn(folder)[0]));
        Assert.Equal(origin, JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord)!.Fork);
        using var reader = RunReader.Open(folder)!;
        Assert.Equal(2, reader.Events<AttemptStarted>().Count()); // The parent's, and its own.
        Assert.Single(reader.Events<RunCompleted>());
        var rows = reader.ReadAfter(0);
        Assert.Equal(rows.Points.Sequence.Length + rows.Events.Count, rows.NewestSequence); // No gap.
        Assert.Equal([5, 10], rows.Points.Step.Where((_, i) => rows.Points.SeriesNames[rows.Points.Series[i]] == SeriesNames.TestTop1).Take(2));
    }

    [Fact]
    public async Task The_label_survives_the_loss_of_the_index()
    {
        string id;
        using (var api = await server.ScriptAsync())
        {
            using var answer = await api.PostAsync(Routes.Fork(Checkpointed.Id, Growth), Checkpointed.Spec, ContractsJson.Default.RunSpec);
            id = (await answer.ReadAsync(ContractsJson.Default.RunSummary)).Id;
            await api.WaitAsync(id, RunState.Completed);
        }

        await Checkpointed.StopAndForgetIndexAsync(server);
        using var again = ServerUnderTest.Start(server.DataRoot);
        using var fresh = await again.ScriptAsync();
        Assert.Equal(Checkpointed.GrowthStep, (await fresh.GetRunAsync(id)).Fork!.Step);
    }

    [Fact]
    public async Task The_same_request_twice_forks_once()
    {
        using var api = await server.ScriptAsync();
        api.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        using var first = await api.PostAsync(Routes.Fork(Checkpointed.Id, Growth), Checkpointed.Spec, ContractsJson.Default.RunSpec);
        using var second = await api.PostAsync(Routes.Fork(Checkpointed.Id, Growth), Checkpointed.Spec, ContractsJson.Default.RunSpec);
        Assert.Equal((await first.ReadAsync(ContractsJson.Default.RunSummary)).Id, (await second.ReadAsync(ContractsJson.Default.RunSummary)).Id);
    }

    [Fact]
    public async Task Another_schedule_may_follow_but_not_another_past()
    {
        using var api = await server.ScriptAsync();
        var replay = Checkpointed.Spec.Schedule with { Kind = ScheduleKind.Replay };
        await RefusedAsync(api, "seed", Checkpointed.Spec with { Seed = 1 });
        await RefusedAsync(api, "data.horizontalFlip", Checkpointed.Spec with { Data = Checkpointed.Spec.Data with { HorizontalFlip = true } });
        await RefusedAsync(api, "optimization.maxSteps", Checkpointed.Spec with { Optimization = Checkpointed.Spec.Optimization with { MaxSteps = 40 } });
        await RefusedAsync(api, "schedule.stages", Checkpointed.Spec with { Schedule = replay with { Stages = [new(0, 20, 2), new(0.5, 28, 4)] } });
        await RefusedAsync(api, "schedule.stages", Checkpointed.Spec with { Schedule = replay with { Stages = [new(0, 16, 2), new(0.4, 28, 4)] } });
        await RefusedAsync(api, "schedule.stages[1].depth", Checkpointed.Spec with { Schedule = replay with { Stages = [new(0, 16, 2), new(0.5, 20, 1), new(0.75, 28, 4)] } });
        await RefusedAsync(api, "schedule.kind", Checkpointed.Spec with { Schedule = new() { Kind = ScheduleKind.AutoprogOne, StageCount = 2 }, Search = new() { Epochs = 1 } });

        using var answer = await api.PostAsync(
            Routes.Fork(Checkpointed.Id, Growth), Checkpointed.Spec with { Schedule = replay with { Stages = [new(0, 16, 2), new(0.5, 20, 3), new(0.75, 28, 4)] } }, ContractsJson.Default.RunSpec);
        await api.WaitAsync((await answer.ReadAsync(ContractsJson.Default.RunSummary)).Id, RunState.Completed);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_forked()
    {
        using var api = await server.ScriptAsync();
        using var noStep = await api.PostAsync(Routes.Fork(Checkpointed.Id, Checkpointed.Name(11)), Checkpointed.Spec, ContractsJson.Default.RunSpec);
        using var noRun = await api.PostAsync(Routes.Fork("nothing", Growth), Checkpointed.Spec, ContractsJson.Default.RunSpec);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (noStep.StatusCode, noRun.StatusCode));
    }

    private static async Task RefusedAsync(HttpClient api, string field, RunSpec spec)
    {
        using var answer = await api.PostAsync(Routes.Fork(Checkpointed.Id, Growth), spec, ContractsJson.Default.RunSpec);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field, (await answer.ReadProblemAsync()).Errors!.Keys);
    }
}
