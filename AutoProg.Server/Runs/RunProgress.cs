using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Server.Store;

namespace AutoProg.Server.Runs;

/// <summary>What a run's rows say about how far it is.</summary>
public static class RunProgress
{
    /// <summary>The kind of the event with which every worker begins.</summary>
    public const string Hello = "attempt-started";

    public static void Apply(RunRow row, FeedPage page)
    {
        foreach (var stored in page.Events)
        {
            Apply(row, stored);
        }

        Apply(row, page.Points);
        row.NewestSequence = page.LastSequence;
    }

    private static void Apply(RunRow row, EventRow stored)
    {
        switch (RunEventCodec.Decode(stored.Kind, stored.Payload))
        {
            case AttemptStarted attempt:
                row.StartedAt ??= stored.At;
                row.Device = attempt.Environment.Device;
                row.Step = attempt.ResumedFromStep;
                row.TotalSteps = attempt.Plan.TotalSteps;
                row.TotalFlops = attempt.Plan.TrainFlops;
                (row.PaceFromSeconds, row.PaceFromFlops, row.EtaSeconds) = (null, null, null);
                row.Environment = JsonSerializer.Serialize(attempt.Environment, ContractsJson.Default.RunEnvironment);
                break;
            case SearchStarted { TotalFlops: > 0 } search:
                row.TotalFlops = search.TotalFlops;
                break;
            case StageStarted { TotalFlops: > 0 } stage:
                row.TotalFlops = stage.TotalFlops;
                break;
            case LinearBaselineFitted baseline:
                row.LinearTop1 = baseline.Top1;
                break;
            case RunStopped stopped:
                row.Step = stopped.Step;
                break;
            case RunCompleted { Result: var result }:
                row.Top1 = result.Top1;
                row.LinearTop1 = result.LinearTop1 ?? row.LinearTop1;
                row.ActiveSeconds = result.WallSeconds;
                row.Step = row.TotalSteps;
                row.Result = JsonSerializer.Serialize(result, ContractsJson.Default.RunResult);
                break;
        }
    }

    private static void Apply(RunRow row, PointColumns points)
    {
        if (points.Sequence.Length == 0)
        {
            return;
        }

        row.Top1 = row.Result is null ? NewestTop1(points) ?? row.Top1 : row.Top1;
        row.Step = Math.Max(row.Step, points.Step[^1]);
        row.ActiveSeconds = row.Result is null ? points.WallMilliseconds[^1] / 1000.0 : row.ActiveSeconds;

        // By FLOPs and not by steps: later stages are larger.
        row.PaceFromSeconds ??= points.WallMilliseconds[0] / 1000.0;
        row.PaceFromFlops ??= points.Flops[0];
        var (seconds, flops) = (row.ActiveSeconds - row.PaceFromSeconds.Value, points.Flops[^1] - row.PaceFromFlops.Value);
        row.EtaSeconds = flops > 0 && row.TotalFlops > 0 ? Math.Max(0, seconds / flops * (row.TotalFlops - points.Flops[^1])) : row.EtaSeconds;
    }

    private static double? NewestTop1(PointColumns points)
    {
        for (var i = points.Sequence.Length - 1; i >= 0; i--)
        {
            if (points.SeriesNames[points.Series[i]] == SeriesNames.TestTop1 && points.Value[i] is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
