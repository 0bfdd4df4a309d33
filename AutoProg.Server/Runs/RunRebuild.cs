using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Store;

namespace AutoProg.Server.Runs;

/// <summary>Finds run folders that the index does not know: copied in by hand, or older than the index.</summary>
public sealed partial class RunRebuild(RunIndex index, DataRoot root, ILogger<RunRebuild> logger)
{
    public async Task AddMissingAsync()
    {
        var known = await index.IdsAsync();
        foreach (var path in Directory.EnumerateDirectories(root.Runs).Order())
        {
            var folder = new RunFolder(path);
            if (RunIds.IsValid(folder.Id) && !known.Contains(folder.Id))
            {
                await TryAddAsync(folder);
            }
        }

        foreach (var path in Directory.Exists(root.Trash) ? Directory.GetDirectories(root.Trash) : [])
        {
            var folder = new RunFolder(path);
            if (RunIds.IsValid(folder.Id) && !known.Contains(folder.Id))
            {
                await TryAddAsync(folder, Directory.GetLastWriteTimeUtc(path));
            }
        }
    }

    // One damaged folder must not keep the server from starting.
    private async Task TryAddAsync(RunFolder folder, DateTimeOffset? deletedAt = null)
    {
        try
        {
            var record = JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord);
            if (record is not null && record.Id == folder.Id)
            {
                var row = Replay(folder, RunLauncher.RowOf(record, RunState.Stopped));
                row.DeletedAt = deletedAt;
                await index.AddAsync(row);
                Indexed(folder.Id, row.State);
            }
        }
        catch (Exception damaged) when (damaged is not OperationCanceledException)
        {
            Unreadable(folder.Root, damaged.Message);
        }
    }

    // A run that never had a worker stays stopped: nobody waits for it any more, and a person can resume it.
    private static RunRow Replay(RunFolder folder, RunRow row)
    {
        using var reader = RunReader.Open(folder);
        for (var page = reader?.ReadAfter(0); page is { } rows && rows.LastSequence >= rows.FirstSequence; page = reader!.ReadAfter(rows.LastSequence))
        {
            RunProgress.Apply(row, rows);
            foreach (var stored in rows.Events)
            {
                Follow(row, stored);
            }
        }

        return row;
    }

    private static void Follow(RunRow row, EventRow stored)
    {
        row.State = stored.Kind switch
        {
            RunProgress.Hello => RunState.Running,
            "run-completed" => RunState.Completed,
            "run-stopped" => RunState.Stopped,
            "run-failed" => RunState.Failed,
            _ => row.State,
        };
        row.EndedAt = row.State.HasEnded() ? stored.At : null;
        var failure = RunEventCodec.Decode(stored.Kind, stored.Payload) as RunFailed;
        row.Reason = row.State == RunState.Failed ? failure?.Reason ?? row.Reason : null;
        row.Failure = row.State == RunState.Failed ? failure?.Message ?? row.Failure : null;
    }

    [LoggerMessage(LogLevel.Information, "Indexed the run folder {Id} as {State}")]
    private partial void Indexed(string id, RunState state);

    [LoggerMessage(LogLevel.Warning, "Skipped {Folder}: {Problem}")]
    private partial void Unreadable(string folder, string problem);
}
