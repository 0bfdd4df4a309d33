using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Server.Catalog;
using AutoProg.Server.Runs;
using AutoProg.Server.Store;
using Microsoft.EntityFrameworkCore;

namespace AutoProg.Server.Artifacts;

/// <summary>The data sets that people registered, and what scans found in them.</summary>
public sealed class DatasetRegistry(IDbContextFactory<AutoProgDb> databases, WorkerReports reports, RunIndex index, DatasetScans scans, TimeProvider time)
{
    /// <summary>Registered and scanned sets by name, without their thumbnails.</summary>
    public async Task<IReadOnlyList<RegisteredDataset>> ListAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var rows = await db.Datasets.AsNoTracking().OrderBy(row => row.Name).ThenBy(row => row.Id).ToListAsync();
        var runs = await index.ListAsync();
        return [.. rows.Select(row => View(row, runs)).Select(set => set with { Inspection = set.Inspection is { } found ? found with { Thumbnails = [] } : null })];
    }

    /// <summary>A registered set, or a named one, scanned or not; null where there is none of that id.</summary>
    public async Task<RegisteredDataset?> FindAsync(string id) => await RowAsync(id) is { } row ? View(row, await index.ListAsync()) : null;

    public async Task<RegisteredDataset> RegisterAsync(string name, string path, string author)
    {
        var row = new DatasetRow { Id = Guid.NewGuid().ToString("n")[..12], Name = name, Path = path, Author = author, CreatedAt = time.GetUtcNow() };
        await using var db = await databases.CreateDbContextAsync();
        db.Datasets.Add(row);
        await db.SaveChangesAsync();
        scans.Begin(row);
        return View(row, []);
    }

    /// <summary>Name or folder of a registered set that is already there, or null.</summary>
    public async Task<DatasetRow?> ClashAsync(string name, string path)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Datasets.AsNoTracking().FirstOrDefaultAsync(row => row.Name == name || (row.Path != "" && row.Path == path));
    }

    /// <summary>Scans a set anew; null where there is none of that id.</summary>
    public async Task<RegisteredDataset?> ScanAsync(string id, string author)
    {
        if (await RowAsync(id) is not { } row)
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync();
        if (!await db.Datasets.AnyAsync(known => known.Id == id))
        {
            row.Author = author;
            db.Datasets.Add(row);
            await db.SaveChangesAsync();
        }

        scans.Begin(row);
        return View(row, await index.ListAsync());
    }

    /// <summary>Forgets a set; its files are not touched. False where there is none of that id.</summary>
    public async Task<bool> RemoveAsync(string id)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Datasets.Where(row => row.Id == id).ExecuteDeleteAsync() > 0;
    }

    // A named set has no row until somebody has it scanned.
    private async Task<DatasetRow?> RowAsync(string id)
    {
        await using var db = await databases.CreateDbContextAsync();
        if (await db.Datasets.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id) is { } known)
        {
            return known;
        }

        var named = DataSpec.Kinds.Contains(id) && id is not (DataSpec.Idx or DataSpec.ImageFolder) ? (await reports.DatasetsAsync()).FirstOrDefault(set => set.Id == id) : null;
        return named is null ? null : new DatasetRow { Id = named.Id, Name = named.Title, Path = "", Author = "", CreatedAt = time.GetUtcNow() };
    }

    private RegisteredDataset View(DatasetRow row, IReadOnlyList<RunRow> runs) => new(
        row.Id,
        row.Name,
        row.Path,
        row.Author,
        row.CreatedAt,
        scans.IsUnderWay(row.Id),
        row.ScannedAt,
        row.ScanFailure,
        row.Inspection is { } found ? JsonSerializer.Deserialize(found, ContractsJson.Default.DatasetInspection) : null,
        [.. runs.Where(run => Uses(run, row)).Select(run => new RunReference(run.Id, run.Name, run.State))]);

    private static bool Uses(RunRow run, DatasetRow set)
    {
        var data = run.ReadSpec().Data;
        return set.Path.Length > 0
            ? data.Path is { } path && Path.TrimEndingDirectorySeparator(path) == set.Path
            : data.Path is null && data.Dataset == set.Id;
    }
}
