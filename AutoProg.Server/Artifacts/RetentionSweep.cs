using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Runs;

namespace AutoProg.Server.Artifacts;

/// <summary>Applies the retention rules now and then: to checkpoints of ended runs, and to the trash.</summary>
public sealed partial class RetentionSweep(RunIndex index, CheckpointShelf shelf, TrashBin trash, ServerSettings settings, DataRoot root, TimeProvider time, ILogger<RetentionSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Removes what the rules let go, or only counts it.</summary>
    public async Task<Freed> ApplyAsync(RetentionRules rules, bool preview, CancellationToken token = default)
    {
        var (count, bytes) = (0, 0L);
        foreach (var run in (await index.ListAsync()).Where(run => run.State.HasEnded() && !RunLock.IsHeld(root.FolderOf(run.Id))))
        {
            token.ThrowIfCancellationRequested();
            foreach (var surplus in CheckpointRetention.Surplus(shelf.List(run.Id), rules))
            {
                // Asked again: it may have been resumed since the list was made.
                if (!preview && (await index.FindAsync(run.Id) is not { } now || !now.State.HasEnded()))
                {
                    break;
                }

                if (!preview)
                {
                    shelf.Delete(run.Id, surplus.Name);
                }

                (count, bytes) = (count + 1, bytes + surplus.Bytes);
            }
        }

        return new Freed(count, bytes);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var rules = await settings.RetentionAsync();
                var checkpoints = await ApplyAsync(rules, preview: false, stoppingToken);
                var runs = await trash.ExpireAsync(rules);
                Swept(checkpoints.Count, runs.Count, checkpoints.Bytes + runs.Bytes);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                Broke(problem);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Checkpoints} checkpoints and {Runs} deleted runs, {Bytes} bytes")]
    private partial void Swept(int checkpoints, int runs, long bytes);

    [LoggerMessage(LogLevel.Error, "The retention rules could not be applied, trying again in an hour")]
    private partial void Broke(Exception problem);
}
