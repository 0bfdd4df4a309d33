using System.ComponentModel;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Server.Catalog;
using AutoProg.Server.Store;
using Microsoft.EntityFrameworkCore;

namespace AutoProg.Server.Artifacts;

/// <summary>Has the worker program look through data sets, one after the other: each takes all cores.</summary>
public sealed partial class DatasetScans(IDbContextFactory<AutoProgDb> databases, WorkerReports reports, TimeProvider time, ILogger<DatasetScans> logger) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly HashSet<string> underWay = [];

    public bool IsUnderWay(string id)
    {
        lock (underWay)
        {
            return underWay.Contains(id);
        }
    }

    /// <summary>Begins a scan, unless one of the set is under way.</summary>
    public void Begin(DatasetRow set)
    {
        lock (underWay)
        {
            if (underWay.Add(set.Id))
            {
                _ = ScanAsync(set.Id, set.Path.Length > 0 ? set.Path : set.Id);
            }
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task ScanAsync(string id, string target)
    {
        await turn.WaitAsync();
        try
        {
            var found = await reports.AskAsync(ContractsJson.Default.DatasetInspection, Longest, "data", "inspect", target, "--json");
            await StoreAsync(id, JsonSerializer.Serialize(found, ContractsJson.Default.DatasetInspection), failure: null);
        }
        catch (Exception silent) when (silent is WorkerReportException or FileNotFoundException or Win32Exception)
        {
            await StoreAsync(id, inspection: null, (silent as WorkerReportException)?.Reason ?? silent.Message);
        }
        catch (Exception unexpected)
        {
            Broke(id, unexpected);
        }
        finally
        {
            lock (underWay)
            {
                underWay.Remove(id);
            }

            turn.Release();
        }
    }

    // A scan without an answer leaves what an earlier one found.
    private async Task StoreAsync(string id, string? inspection, string? failure)
    {
        DateTimeOffset? now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync();
        await db.Datasets.Where(row => row.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.ScannedAt, now)
            .SetProperty(row => row.ScanFailure, failure)
            .SetProperty(row => row.Inspection, row => inspection ?? row.Inspection));
    }

    [LoggerMessage(LogLevel.Error, "The scan of data set {Id} broke off")]
    private partial void Broke(string id, Exception problem);
}
