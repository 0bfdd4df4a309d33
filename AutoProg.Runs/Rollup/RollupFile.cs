using AutoProg.Contracts.Runs;
using Microsoft.Data.Sqlite;

namespace AutoProg.Runs.Rollup;

/// <summary>
/// <c>curves.db</c>: the points of a run by series, and what stretches of them come to. It is made of <c>run.db</c> and
/// can be deleted at any time. See docs/decisions/0011.
/// </summary>
internal static class RollupFile
{
    /// <summary>Points of a chunk, 2^6: the smallest stretch that is stored.</summary>
    public const int ChunkLevel = 6;
    public const int ChunkPoints = 1 << ChunkLevel;

    /// <summary>Every second level is stored; those between join two stretches.</summary>
    public const int LevelStep = 2;
    public const int TopLevel = 24;

    private const int FormatVersion = 1;

    private const string Pragmas = "PRAGMA busy_timeout=20000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;";

    private const string Schema = """
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS state (indexed INTEGER NOT NULL);
        INSERT INTO state SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM state);
        CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, count INTEGER NOT NULL, tail BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS chunks (series INTEGER NOT NULL, chunk INTEGER NOT NULL, points BLOB NOT NULL, PRIMARY KEY (series, chunk)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS buckets (series INTEGER NOT NULL, level INTEGER NOT NULL, bucket INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (series, level, bucket)) WITHOUT ROWID;
        PRAGMA user_version = 1;
        COMMIT;
        """;

    /// <summary>Opens or creates the file; one of another version, or a damaged one, is made anew.</summary>
    public static SqliteConnection Open(RunFolder folder)
    {
        try
        {
            var connection = Connect(folder);
            var version = connection.ReadLong("PRAGMA user_version");
            if (version == FormatVersion)
            {
                return connection;
            }

            if (version == 0)
            {
                connection.Execute(Schema);
                return connection;
            }

            connection.Dispose();
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is NotADatabase or Corrupt)
        {
            // As one of another version: everything in it is also in run.db.
        }

        Delete(folder);
        var fresh = Connect(folder);
        fresh.Execute(Schema);
        return fresh;
    }

    public static void Delete(RunFolder folder)
    {
        foreach (var ending in new[] { "", "-wal", "-shm" })
        {
            File.Delete(folder.Curves + ending);
        }
    }

    private const int Corrupt = 11, NotADatabase = 26;

    private static SqliteConnection Connect(RunFolder folder) =>
        RunDatabaseConnection.Open(folder.Curves, SqliteOpenMode.ReadWriteCreate, Pragmas);
}
