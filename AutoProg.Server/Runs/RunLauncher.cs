using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Server.Store;
using AutoProg.Server.Supervision;

namespace AutoProg.Server.Runs;

/// <summary>Turns a valid specification into a queued run: folder first, because it is the truth, then the row.</summary>
public sealed class RunLauncher(RunIndex index, DataRoot root, QueueBell queue, TimeProvider time) : IDisposable
{
    // One at a time: the same idempotency key twice at once must find the first.
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>The new run, the earlier one of the same key, or null where the key was used for another specification.</summary>
    /// <param name="fork">Where it begins, if not at step 0; <paramref name="begin"/> then fills its folder and row before it is queued.</param>
    public async Task<RunRow?> LaunchAsync(RunSpec spec, string author, string? idempotencyKey = null, ForkOrigin? fork = null, Action<RunFolder, RunRow>? begin = null)
    {
        var frozen = JsonSerializer.Serialize(spec, ContractsJson.Default.RunSpec);
        await turn.WaitAsync();
        try
        {
            if (idempotencyKey is not null && await index.FindByKeyAsync(author, idempotencyKey) is { } earlier)
            {
                return earlier.Spec == frozen ? earlier : null;
            }

            var record = new RunRecord(1, await NewIdAsync(), time.GetUtcNow(), author, spec, Fork: fork);
            var folder = root.FolderOf(record.Id);
            Directory.CreateDirectory(folder.Root);
            JsonFile.Write(folder.Record, record, ContractsJson.Default.RunRecord);
            var row = RowOf(record, RunState.Queued);
            Begin(folder, row, begin);
            row.IdempotencyKey = idempotencyKey;
            await index.AddAsync(row);
            queue.Wake();
            return row;
        }
        finally
        {
            turn.Release();
        }
    }

    public static RunRow RowOf(RunRecord record, RunState state) => new()
    {
        Id = record.Id,
        Name = record.Spec.Name.Trim() is { Length: > 0 } name ? name : record.Id,
        Author = record.Author,
        Spec = JsonSerializer.Serialize(record.Spec, ContractsJson.Default.RunSpec),
        Device = record.Spec.Resources.Device,
        State = state,
        TotalSteps = PlannedSteps(record.Spec),
        CreatedAt = record.CreatedAt,
        Fork = record.Fork is { } fork ? JsonSerializer.Serialize(fork, ContractsJson.Default.ForkOrigin) : null,
    };

    public void Dispose() => turn.Dispose();

    // A folder that could not be filled is no run, and must not be found as one at the next start.
    private static void Begin(RunFolder folder, RunRow row, Action<RunFolder, RunRow>? begin)
    {
        try
        {
            begin?.Invoke(folder, row);
        }
        catch
        {
            Directory.Delete(folder.Root, recursive: true);
            throw;
        }
    }

    private async Task<string> NewIdAsync()
    {
        while (true)
        {
            var id = RunIds.Create(time.GetUtcNow());
            if (await index.FindAsync(id) is null && !Directory.Exists(root.FolderOf(id).Root))
            {
                return id;
            }
        }
    }

    // 0 where only the worker will know how many images there are.
    private static int PlannedSteps(RunSpec spec) =>
        spec.Optimization.MaxSteps > 0 || spec.Data.TrainImages > 0 ? RunPlan.For(spec, spec.Data.TrainImages, classes: 10).TotalSteps : 0;
}
