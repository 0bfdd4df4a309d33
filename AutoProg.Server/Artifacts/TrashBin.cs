using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Runs;

namespace AutoProg.Server.Artifacts;

/// <summary>Deleted runs: folder and row stay, out of sight, until they are restored or removed for good.</summary>
public sealed partial class TrashBin(RunIndex index, DataRoot root, TimeProvider time, ILogger<TrashBin> logger)
{
    // Renamed before it is deleted: a removal that breaks off is finished at the next start.
    private const string Doomed = ".doomed-";

    public async Task<IReadOnlyList<TrashedRun>> ListAsync() =>
        [.. (await index.DeletedAsync()).Select(row => new TrashedRun(row.Id, row.Name, row.Author, row.DeletedAt!.Value, DiskSpace.SizeOf(PlaceOf(row.Id))))];

    /// <summary>Moves the folder of a run whose row is in the trash.</summary>
    public void Take(string id)
    {
        Directory.CreateDirectory(root.Trash);
        Directory.Move(root.FolderOf(id).Root, PlaceOf(id));
    }

    /// <summary>Puts a run back as it was; null where that was done, or why not.</summary>
    public async Task<string?> RestoreAsync(string id)
    {
        if (!RunIds.IsValid(id) || (await index.DeletedAsync()).All(row => row.Id != id))
        {
            return $"There is no run '{id}' in the trash.";
        }

        // The folder first: a row without one would be a run that lost everything.
        if (Directory.Exists(PlaceOf(id)))
        {
            Directory.Move(PlaceOf(id), root.FolderOf(id).Root);
        }

        await index.RestoreAsync(id);
        return null;
    }

    /// <summary>Removes deleted runs for good.</summary>
    /// <param name="olderThan">Only those deleted before; null removes all.</param>
    public async Task<Freed> EmptyAsync(DateTimeOffset? olderThan = null)
    {
        var freed = new Freed(0, 0);
        foreach (var row in (await index.DeletedAsync()).Where(row => olderThan is null || row.DeletedAt < olderThan))
        {
            var bytes = DiskSpace.SizeOf(PlaceOf(row.Id));
            await RemoveAsync(row.Id);
            freed = new Freed(freed.Count + 1, freed.Bytes + bytes);
        }

        DeleteDoomed();
        return freed;
    }

    /// <summary>Removes those that have been in the trash for longer than the rules allow.</summary>
    public async Task<Freed> ExpireAsync(RetentionRules rules) =>
        rules.TrashDays > 0 ? await EmptyAsync(time.GetUtcNow().AddDays(-rules.TrashDays)) : new Freed(0, 0);

    /// <summary>At start: finishes what a killed server had begun.</summary>
    public async Task SettleAsync()
    {
        foreach (var row in await index.DeletedAsync())
        {
            if (Directory.Exists(root.FolderOf(row.Id).Root) && !Directory.Exists(PlaceOf(row.Id)))
            {
                Take(row.Id);
            }
        }

        DeleteDoomed();
    }

    private async Task RemoveAsync(string id)
    {
        if (Directory.Exists(PlaceOf(id)))
        {
            Directory.Move(PlaceOf(id), Path.Combine(root.Trash, Doomed + id));
        }

        await index.EraseAsync(id);
    }

    private void DeleteDoomed()
    {
        foreach (var folder in Directory.Exists(root.Trash) ? Directory.EnumerateDirectories(root.Trash, Doomed + "*") : [])
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                // Another request is deleting it, or somebody has a file open; the next one tries again.
                NotDeleted(folder, busy.Message);
            }
        }
    }

    private string PlaceOf(string id) => Path.Combine(root.Trash, id);

    [LoggerMessage(LogLevel.Warning, "{Folder} could not be deleted yet: {Problem}")]
    private partial void NotDeleted(string folder, string problem);
}
