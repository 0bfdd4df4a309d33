using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Server.Store;
using Microsoft.EntityFrameworkCore;

namespace AutoProg.Server.Runs;

/// <summary>The only place that changes rows of the index. Every change of state names the states it may come from.</summary>
public sealed class RunIndex(IDbContextFactory<AutoProgDb> databases, TimeProvider time)
{
    public async Task<RunRow?> FindAsync(string id)
    {
        if (!RunIds.IsValid(id))
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id);
    }

    /// <summary>All runs, newest first.</summary>
    public async Task<IReadOnlyList<RunRow>> ListAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.AsNoTracking().OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).ToListAsync();
    }

    /// <summary>The waiting runs, the next to start first.</summary>
    public async Task<IReadOnlyList<RunRow>> QueuedAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.AsNoTracking().Where(row => row.State == RunState.Queued).OrderBy(row => row.QueueOrder).ThenBy(row => row.Id).ToListAsync();
    }

    /// <summary>The runs that have a worker, or should.</summary>
    public async Task<IReadOnlyList<RunRow>> ActiveAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.AsNoTracking()
            .Where(row => row.State == RunState.Starting || row.State == RunState.Running || row.State == RunState.Stopping)
            .ToListAsync();
    }

    public async Task<RunRow?> FindByKeyAsync(string author, string key)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.AsNoTracking().FirstOrDefaultAsync(row => row.Author == author && row.IdempotencyKey == key);
    }

    /// <summary>Of all runs, also of those in the trash.</summary>
    public async Task<HashSet<string>> IdsAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.IgnoreQueryFilters().Select(row => row.Id).ToHashSetAsync();
    }

    public async Task AddAsync(RunRow row)
    {
        await using var db = await databases.CreateDbContextAsync();
        if (row.State == RunState.Queued)
        {
            row.QueueOrder = await NextOrderAsync(db);
        }

        db.Runs.Add(row);
        await db.SaveChangesAsync();
    }

    /// <summary>Puts the row into the trash. False where the run has not ended, or is gone: somebody else was first.</summary>
    public async Task<bool> RemoveEndedAsync(string id)
    {
        var ended = Enum.GetValues<RunState>().Where(state => state.HasEnded()).ToArray();
        await using var db = await databases.CreateDbContextAsync();
        DateTimeOffset? now = time.GetUtcNow();
        return await db.Runs.Where(row => row.Id == id && ended.Contains(row.State)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.DeletedAt, now)
            .SetProperty(row => row.IdempotencyKey, (string?)null)) > 0; // The key is free again: whoever repeats the request wants a run.
    }

    /// <summary>The runs in the trash, the newest deletion first.</summary>
    public async Task<IReadOnlyList<RunRow>> DeletedAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.IgnoreQueryFilters().AsNoTracking().Where(row => row.DeletedAt != null).OrderByDescending(row => row.DeletedAt).ToListAsync();
    }

    /// <summary>Takes a row out of the trash; false where it is not in there.</summary>
    public async Task<bool> RestoreAsync(string id)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Runs.IgnoreQueryFilters().Where(row => row.Id == id && row.DeletedAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, (DateTimeOffset?)null)) > 0;
    }

    /// <summary>Removes a row in the trash for good.</summary>
    public async Task EraseAsync(string id)
    {
        await using var db = await databases.CreateDbContextAsync();
        await db.Runs.IgnoreQueryFilters().Where(row => row.Id == id && row.DeletedAt != null).ExecuteDeleteAsync();
    }

    /// <summary>False where the run is in none of the states it may come from: somebody else was first.</summary>
    public async Task<bool> MoveAsync(string id, RunState to, params RunState[] from)
    {
        await using var db = await databases.CreateDbContextAsync();
        DateTimeOffset? ended = to.HasEnded() ? time.GetUtcNow() : null;
        long? order = to == RunState.Queued ? await NextOrderAsync(db) : null;
        return await db.Runs.Where(row => row.Id == id && from.Contains(row.State)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, to)
            .SetProperty(row => row.QueueOrder, order)
            .SetProperty(row => row.EndedAt, ended)
            .SetProperty(row => row.Reason, (FailureReason?)null)
            .SetProperty(row => row.Failure, (string?)null)) > 0;
    }

    /// <summary>Ends an active run as failed.</summary>
    public async Task<bool> FailAsync(string id, FailureReason reason, string message)
    {
        await using var db = await databases.CreateDbContextAsync();
        DateTimeOffset? now = time.GetUtcNow();
        return await db.Runs
            .Where(row => row.Id == id && (row.State == RunState.Starting || row.State == RunState.Running || row.State == RunState.Stopping))
            .ExecuteUpdateAsync(set => set
                .SetProperty(row => row.State, RunState.Failed)
                .SetProperty(row => row.EndedAt, now)
                .SetProperty(row => row.Reason, reason)
                .SetProperty(row => row.Failure, message)) > 0;
    }

    /// <summary>Makes the runs of one author those of another.</summary>
    public async Task HandOverAsync(string from, string to)
    {
        await using var db = await databases.CreateDbContextAsync();
        await db.Runs.Where(row => row.Author == from).ExecuteUpdateAsync(set => set.SetProperty(row => row.Author, to));
    }

    public async Task TouchAsync(string id, DateTimeOffset lastContact)
    {
        await using var db = await databases.CreateDbContextAsync();
        await db.Runs.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastContact, lastContact));
    }

    /// <summary>Takes in a page of the run's rows; a page that was taken in before changes nothing.</summary>
    public async Task ApplyAsync(FeedPage page)
    {
        await using var db = await databases.CreateDbContextAsync();
        var row = await db.Runs.AsNoTracking().FirstOrDefaultAsync(known => known.Id == page.RunId);
        if (row is null || page.FirstSequence != row.NewestSequence + 1)
        {
            return;
        }

        // Before the row's number moves on: a server killed between the two sees the event again.
        if (page.Events.Any(stored => stored.Kind == RunProgress.Hello))
        {
            await MoveAsync(row.Id, RunState.Running, RunState.Starting);
        }

        RunProgress.Apply(row, page);
        await db.Runs.Where(known => known.Id == row.Id).ExecuteUpdateAsync(set => set
            .SetProperty(known => known.Device, row.Device)
            .SetProperty(known => known.Step, row.Step)
            .SetProperty(known => known.TotalSteps, row.TotalSteps)
            .SetProperty(known => known.TotalFlops, row.TotalFlops)
            .SetProperty(known => known.Top1, row.Top1)
            .SetProperty(known => known.LinearTop1, row.LinearTop1)
            .SetProperty(known => known.ActiveSeconds, row.ActiveSeconds)
            .SetProperty(known => known.EtaSeconds, row.EtaSeconds)
            .SetProperty(known => known.PaceFromSeconds, row.PaceFromSeconds)
            .SetProperty(known => known.PaceFromFlops, row.PaceFromFlops)
            .SetProperty(known => known.StartedAt, row.StartedAt)
            .SetProperty(known => known.Environment, row.Environment)
            .SetProperty(known => known.Result, row.Result)
            .SetProperty(known => known.NewestSequence, row.NewestSequence));
    }

    private static async Task<long> NextOrderAsync(AutoProgDb db) => (await db.Runs.MaxAsync(row => row.QueueOrder) ?? 0) + 1;
}
