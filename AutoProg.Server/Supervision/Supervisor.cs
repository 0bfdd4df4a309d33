using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Server.Artifacts;
using AutoProg.Server.Catalog;
using AutoProg.Server.Feed;
using AutoProg.Server.Runs;
using AutoProg.Server.Store;
using Microsoft.Extensions.Options;

namespace AutoProg.Server.Supervision;

/// <summary>Starts queued runs, one per device, and watches every worker, also those of an earlier server.</summary>
public sealed partial class Supervisor(
    RunIndex index, RunRebuild rebuild, TrashBin trash, RunLauncher launcher, QueueBell queue, DataRoot root, WorkerProgram worker,
    WorkerReports reports, FeedBell bell, IOptions<ServerOptions> options, TimeProvider time, ILogger<Supervisor> logger) : BackgroundService
{
    private readonly Dictionary<string, Task> watches = [];

    /// <summary>Before the server listens: the first list of runs is already whole.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await trash.SettleAsync();
        await rebuild.AddMissingAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var run in await index.ActiveAsync())
        {
            Adopts(run.Id, run.State);
            Watch(run, child: null, stoppingToken);
        }

        _ = reports.DevicesAsync().ContinueWith(_ => queue.Wake(), TaskScheduler.Default);
        if (options.Value.Demo)
        {
            await LaunchDemoAsync();
        }

        try
        {
            while (true)
            {
                await TryStartAsync(stoppingToken);
                await queue.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(watches.Values);
        }
    }

    private async Task LaunchDemoAsync()
    {
        var waiting = (await index.ActiveAsync()).Concat(await index.QueuedAsync());
        if (!waiting.Any(run => run.ReadSpec().Preset == Presets.Demo))
        {
            await launcher.LaunchAsync(Presets.Find(Presets.Demo)!.Spec, RunRow.SystemAuthor);
        }
    }

    // A full disk or a busy database must not end the supervisor, and the server with it.
    private async Task TryStartAsync(CancellationToken token)
    {
        try
        {
            await StartWhatFitsAsync(token);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            StartBroke(problem);
            await Task.Delay(TimeSpan.FromSeconds(1), time, token);
            queue.Wake();
        }
    }

    private async Task StartWhatFitsAsync(CancellationToken token)
    {
        foreach (var ended in watches.Where(watch => watch.Value.IsCompleted).Select(watch => watch.Key).ToList())
        {
            watches.Remove(ended);
        }

        var taken = (await index.ActiveAsync()).Select(SlotOf).ToList();
        foreach (var run in await index.QueuedAsync())
        {
            var slot = SlotOf(run);
            if (!watches.ContainsKey(run.Id) && DeviceSlots.IsFree(slot, taken) && await StartAsync(run, token))
            {
                taken.Add(slot);
            }
        }
    }

    private string? SlotOf(RunRow run) => DeviceSlots.SlotOf(run.Device, reports.Devices);

    private async Task<bool> StartAsync(RunRow run, CancellationToken token)
    {
        var folder = root.FolderOf(run.Id);
        var undeletable = ClearStale(folder);
        if (!await index.MoveAsync(run.Id, RunState.Starting, RunState.Queued))
        {
            return false;
        }

        if (undeletable is not null)
        {
            await EndAsync(folder, Ending.Failed(FailureReason.CannotStart, undeletable));
            return false;
        }

        try
        {
            var child = worker.StartRun(folder);
            Started(run.Id, child.Id);
            Watch(run, WorkerProcess.OfChild(child), token);
            return true;
        }
        catch (Exception impossible) when (impossible is not OperationCanceledException)
        {
            await EndAsync(folder, Ending.Failed(FailureReason.CannotStart, impossible.Message));
            return false;
        }
    }

    // While it is queued nobody else writes these; a stop request after the move must be kept.
    private static string? ClearStale(RunFolder folder)
    {
        try
        {
            foreach (var stale in Directory.Exists(folder.Root) ? new[] { folder.Exit, folder.StopRequest, folder.Heartbeat, folder.Worker } : [])
            {
                File.Delete(stale);
            }

            return null;
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            return $"What an earlier attempt left in {folder.Root} could not be deleted: {kept.Message}";
        }
    }

    private void Watch(RunRow run, WorkerProcess? child, CancellationToken token)
    {
        var watch = WatchAsync(run, child, token);
        watches[run.Id] = watch;

        // Only after it has completed: a run resumed at once must find its watch gone.
        _ = watch.ContinueWith(_ => queue.Wake(), TaskScheduler.Default);
    }

    private async Task WatchAsync(RunRow run, WorkerProcess? child, CancellationToken token)
    {
        // Off the caller: the first look already reads files.
        await Task.Yield();
        while (!token.IsCancellationRequested)
        {
            try
            {
                if (await index.FindAsync(run.Id) is { } now)
                {
                    await WatchOnceAsync(now, child, token);
                }

                return;
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                // The worker goes on; the next server finds it.
                return;
            }
            catch (Exception unexpected)
            {
                // Watching again may succeed where this did not; the worker itself is not touched.
                WatchBroke(run.Id, unexpected);
                child = null;
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    private async Task WatchOnceAsync(RunRow run, WorkerProcess? child, CancellationToken token)
    {
        var folder = root.FolderOf(run.Id);
        using var follower = new RunFollower(folder, run.NewestSequence, index, bell);
        using var watch = new RunWatch(folder, child, index, follower, options.Value, time, logger);
        await EndAsync(folder, await watch.FollowAsync(token));
    }

    private async Task EndAsync(RunFolder folder, Ending? ending)
    {
        var from = new[] { RunState.Starting, RunState.Running, RunState.Stopping };
        _ = ending switch
        {
            null => await index.MoveAsync(folder.Id, RunState.Queued, from),
            { State: RunState.Failed } => await index.FailAsync(folder.Id, ending.Reason!.Value, ending.Message!),
            _ => await index.MoveAsync(folder.Id, ending.State, from),
        };
        Ended(folder.Id, ending?.State ?? RunState.Queued, ending?.Message);
        await bell.RingAsync(folder.Id);
    }

    [LoggerMessage(LogLevel.Information, "Run {Id}: found {State} at start, watching it")]
    private partial void Adopts(string id, RunState state);

    [LoggerMessage(LogLevel.Information, "Run {Id}: worker started as process {Process}")]
    private partial void Started(string id, int process);

    [LoggerMessage(LogLevel.Information, "Run {Id}: {State} {Message}")]
    private partial void Ended(string id, RunState state, string? message);

    [LoggerMessage(LogLevel.Error, "Queued runs could not be started, trying again")]
    private partial void StartBroke(Exception problem);

    [LoggerMessage(LogLevel.Error, "Run {Id}: watching it failed, trying again")]
    private partial void WatchBroke(string id, Exception problem);
}
