using System.Net.Http.Json;

namespace AutoProg.EndToEnd.Tests;

/// <summary>A server in use: runs that completed, failed, train and wait.</summary>
public sealed class FurnishedServer : IAsyncLifetime
{
    private RunningServer? server;

    public Uri Address => server!.Address;

    public string Completed { get; private set; } = "";

    public string Searched { get; private set; } = "";

    public string Failed { get; private set; } = "";

    public string Running { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        await SetUpAsync();
        using var script = await server.ScriptAsync();
        var growing = Specifications.Demo("Growing shoes, four stages", steps: 120);
        Completed = await script.StartRunAsync(growing);
        Searched = await script.StartRunAsync(growing with { Name = "Shoes that grow by themselves", Schedule = new() { Kind = ScheduleKind.AutoprogOne }, Search = new() { EvalBatches = 1, Readings = 2 } });
        Failed = await script.StartRunAsync(growing with { Name = "Images that are not there", Preset = null, Data = new() { Dataset = DataSpec.Idx, Path = "no-such-folder" } });
        await script.SeeAsync(Completed, "the first run completes", run => run.State == RunState.Completed);
        await script.SeeAsync(Searched, "the searched run completes", run => run.State == RunState.Completed);
        await script.SeeAsync(Failed, "the second run fails", run => run.State == RunState.Failed);

        // A point every 200 of its very short steps, as often as a real run draws one.
        var afternoon = Specifications.Demo("All afternoon", steps: 50_000) with
        {
            Evaluation = growing.Evaluation with { LogEverySteps = 200, CheckpointEverySteps = 1_000 },
            Resources = new() { Threads = 1 },
        };
        Running = await script.StartRunAsync(afternoon);
        await script.StartRunAsync(growing with { Name = "Waits for its turn" });
        await script.SeeAsync(Running, "the third run trains", run => run.Step > 20);
    }

    public ValueTask DisposeAsync() => server is null ? ValueTask.CompletedTask : server.DisposeAsync();

    private async Task SetUpAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        var request = new SetupRequest(server!.Link.Split("token=")[1], Visitor.Name, Visitor.Password);
        using var answer = await http.PostAsJsonAsync(Routes.Setup, request, ContractsJson.Default.SetupRequest);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
