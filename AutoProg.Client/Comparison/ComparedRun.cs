using System.Net;
using AutoProg.Client.Browser;
using AutoProg.Client.Charts;
using AutoProg.Client.Runs;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Comparison;

/// <summary>One of several runs: what the server knows of it, and all its rows.</summary>
public sealed class ComparedRun(string id)
{
    public string Id { get; } = id;

    /// <summary>Null until it is loaded, and where there is no such run.</summary>
    public RunDetail? Detail { get; private set; }

    public RunHistory History { get; } = new();

    /// <summary>True where the server says that there is no such run.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Why the newest question was not answered, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Its name; with its id where another run has the same name.</summary>
    public string Label { get; private set; } = id;

    public bool HasEnded => Detail?.Summary.State.HasEnded() ?? IsMissing;

    public RunResult? Result => History.Result ?? Detail?.Result;

    /// <summary>Seconds of training, without pauses: of the whole run, or so far.</summary>
    public double WallSeconds => Result?.WallSeconds ?? Math.Max(Detail?.Summary.ActiveSeconds ?? 0, Newest?.WallMilliseconds / 1000.0 ?? 0);

    public double Flops => Result?.TrainFlops ?? Newest?.Flops ?? 0;

    /// <summary>Steps done when it last grew, or null where it never did.</summary>
    public int? LastGrowth => History.Growths is { Count: > 0 } growths ? growths[^1].Step : null;

    private IReadOnlyList<CurvePoint> Longest => History.Names.Select(History.Series).MaxBy(points => points.Count) ?? [];

    private CurvePoint? Newest => Longest is { Count: > 0 } points ? points[^1] : null;

    /// <summary>Where the last growth lies on an axis, or null where the run never grew.</summary>
    public double? GrowthPosition(CurveAxis axis) => LastGrowth is { } step ? axis.At(Longest, step) : null;

    /// <summary>Asks for what is new since last time.</summary>
    public async Task LoadAsync(RunsClient runs, CancellationToken token)
    {
        try
        {
            Detail = await runs.GetAsync(Id, token);
            PageOutcome outcome;
            do
            {
                outcome = History.Apply(await runs.RowsAsync(Id, History.LastSequence, token));
            }
            while (outcome == PageOutcome.Applied && !History.IsCaughtUp);

            (IsMissing, Problem) = (false, null);
        }
        catch (ApiException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            Lose();
        }
        catch (ApiException refused)
        {
            Fail(refused.Message);
        }
    }

    /// <summary>There is no such run, or no longer.</summary>
    public void Lose() => (IsMissing, Detail, Problem) = (true, null, null);

    /// <summary>What is known of the run stays, and is old.</summary>
    public void Fail(string problem) => Problem = problem;

    /// <summary>Gives each run the shortest label that names it alone.</summary>
    public static void Name(IReadOnlyList<ComparedRun> runs)
    {
        foreach (var run in runs)
        {
            var name = run.Detail?.Summary.Name;
            var alone = runs.Count(other => other.Detail?.Summary.Name == name) == 1;
            run.Label = name is null ? run.Id : alone ? name : $"{name} ({run.Id})";
        }
    }
}
