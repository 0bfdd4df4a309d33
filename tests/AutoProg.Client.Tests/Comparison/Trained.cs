using AutoProg.Client.Comparison;

namespace AutoProg.Client.Tests.Comparison;

/// <summary>Runs as a server would have them.</summary>
internal static class Trained
{
    public static RunSpec Demo { get; } = Presets.Find(Presets.Demo)!.Spec with { Schedule = new() };

    /// <summary>Puts a run behind its routes.</summary>
    public static void AnswerRun(this ScriptedServer server, RunDetail detail, FeedPage page)
    {
        server.Answer(Routes.Run(detail.Summary.Id), detail, ContractsJson.Default.RunDetail);
        server.Answer($"{Routes.Run(detail.Summary.Id)}/rows", page, ContractsJson.Default.FeedPage);
    }

    /// <summary>A finished run that was evaluated at steps 1000, 2000 and 3000.</summary>
    /// <param name="wall">Seconds it took.</param>
    public static (RunDetail Detail, FeedPage Page) Run(string id, double wall, double[] top1, RunSpec? spec = null, double flops = 3e12, double estimate = 0, int? grewAt = null)
    {
        var trained = spec ?? Demo;
        var pages = new FeedPages(id, (long)(1000 * wall / 3000)).Started(trained).Point(SeriesNames.TrainLoss, 10, 2.3);
        if (grewAt is { } step)
        {
            pages.Event(new NetworkGrown(step, new(0, 16, 3), new(0.5, 28, 6), GrowthOperatorKind.Mogrow, 1, 1));
        }

        for (var i = 0; i < top1.Length; i++)
        {
            pages.Point(SeriesNames.TestTop1, 1000 * (i + 1), top1[i]);
        }

        var result = new RunResult(Presets.Demo, trained.Schedule.Kind, trained.Seed, "cpu", top1[^1], 1, null, wall, flops, 0, [], estimate);
        return (new RunDetail(ClientContext.Summary(id, RunState.Completed, step: 3000, top1: top1[^1]), trained, null, result), pages.Event(new RunCompleted(result)).Next());
    }

    public static async Task<ComparedRun> LoadAsync((RunDetail Detail, FeedPage Page) trained)
    {
        using var server = new ScriptedServer();
        server.AnswerRun(trained.Detail, trained.Page);
        var run = new ComparedRun(trained.Detail.Summary.Id);
        await run.LoadAsync(new RunsClient(new ApiClient(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") })), CancellationToken.None);
        return run;
    }
}
