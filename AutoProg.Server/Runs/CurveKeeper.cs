using System.Collections.Concurrent;
using AutoProg.Runs.Rollup;

namespace AutoProg.Server.Runs;

/// <summary>Keeps the curve index of runs that train near their newest row, so that the first look at a long run is quick.</summary>
public sealed partial class CurveKeeper(DataRoot root, ILogger<CurveKeeper> logger)
{
    private const long RowsBehind = 10_000;
    private readonly ConcurrentDictionary<string, (long Indexed, Task Work)> runs = new();

    /// <summary>Returns at once; a run that is far enough ahead of its index is brought up to date in the background.</summary>
    public void Heard(string runId, long newest)
    {
        var (indexed, work) = runs.GetOrAdd(runId, (0, Task.CompletedTask));
        if (newest - indexed >= RowsBehind && work.IsCompleted)
        {
            runs[runId] = (newest, Task.Run(() => Advance(runId)));
        }
    }

    private void Advance(string runId)
    {
        try
        {
            CurveIndex.Advance(root.FolderOf(runId));
        }
        catch (Exception failure) when (failure is Microsoft.Data.Sqlite.SqliteException or IOException)
        {
            Behind(runId, failure.Message); // Deleted meanwhile, or a full disk: the next look brings it up to date.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The curve index of run {Id} stays behind: {Problem}")]
    private partial void Behind(string id, string problem);
}
