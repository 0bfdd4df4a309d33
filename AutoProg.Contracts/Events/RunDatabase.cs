namespace AutoProg.Contracts.Events;

/// <summary>
/// The format of <c>run.db</c>: one counter numbers points and events together, gapless from 1.
/// The holder of <c>run.lock</c> is its only writer.
/// </summary>
public static class RunDatabase
{
    public const int FormatVersion = 1;

    /// <summary>For every writer, before its first statement.</summary>
    public const string WriterPragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;";

    public const string ReaderPragmas = "PRAGMA busy_timeout=5000; PRAGMA query_only=1;";

    public const string Schema = """
        CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS points (
            seq INTEGER PRIMARY KEY,
            series INTEGER NOT NULL REFERENCES series(id),
            step INTEGER NOT NULL,
            epoch REAL NOT NULL,
            wall_ms INTEGER NOT NULL,
            flops REAL NOT NULL,
            value REAL);
        CREATE TABLE IF NOT EXISTS events (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            payload TEXT NOT NULL);
        PRAGMA user_version = 1;
        """;

    public const string NewestSequence =
        "SELECT max(coalesce((SELECT max(seq) FROM points), 0), coalesce((SELECT max(seq) FROM events), 0))";
}
