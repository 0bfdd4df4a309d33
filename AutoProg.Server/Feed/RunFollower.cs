using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.Server.Runs;
using Microsoft.Data.Sqlite;

namespace AutoProg.Server.Feed;

/// <summary>Brings the new rows of one run into the index and rings for those who watch it.</summary>
public sealed class RunFollower(RunFolder folder, long after, RunIndex index, FeedBell bell) : IDisposable
{
    private RunReader? reader;
    private long? version;
    private long cursor = after;

    /// <summary>Does nothing where no transaction was committed since the last time.</summary>
    public async Task PollAsync()
    {
        reader ??= Open();
        if (reader is null || reader.DataVersion() is var now && now == version)
        {
            return;
        }

        var before = cursor;
        for (var page = reader.ReadAfter(cursor); page.LastSequence > cursor; page = reader.ReadAfter(cursor))
        {
            await index.ApplyAsync(page);
            cursor = page.LastSequence;
        }

        // Only now: a look that broke off is repeated.
        version = now;
        if (cursor > before)
        {
            await bell.RingAsync(folder.Id, cursor);
        }
    }

    public void Dispose() => reader?.Dispose();

    private RunReader? Open()
    {
        try
        {
            return RunReader.Open(folder);
        }
        catch (SqliteException)
        {
            // The worker is just creating it.
            return null;
        }
    }
}
