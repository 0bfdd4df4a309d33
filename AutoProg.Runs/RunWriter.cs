using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using Microsoft.Data.Sqlite;

namespace AutoProg.Runs;

/// <summary>
/// The one writer of a run's rows. Rows get gapless numbers when they are added and are durable after
/// <see cref="Commit"/>; a row is acknowledged to nobody before that. Not safe for several threads.
/// </summary>
public sealed class RunWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly TimeProvider time;
    private readonly Dictionary<string, long> seriesIds = [];
    private readonly List<(long Sequence, Point Point)> points = [];
    private readonly List<(long Sequence, DateTimeOffset At, string Kind, string Payload)> events = [];

    private RunWriter(SqliteConnection connection, TimeProvider time)
    {
        this.connection = connection;
        this.time = time;
        NewestSequence = connection.ReadLong(RunDatabase.NewestSequence);
    }

    /// <summary>Number of the newest row added, committed or not.</summary>
    public long NewestSequence { get; private set; }

    /// <summary>Opens or creates the database of a run whose lock the caller holds.</summary>
    /// <exception cref="SqliteException">The file is damaged or the disk is full.</exception>
    public static RunWriter Open(RunLock held, TimeProvider? time = null)
    {
        var connection = RunDatabaseConnection.Open(held.Folder, SqliteOpenMode.ReadWriteCreate, RunDatabase.WriterPragmas + RunDatabase.Schema);
        return new RunWriter(connection, time ?? TimeProvider.System);
    }

    public void Add(Point point) => points.Add((++NewestSequence, point));

    /// <summary>Adds an event and makes it durable, with everything before it.</summary>
    public void Add(RunEvent happened)
    {
        var (kind, payload) = RunEventCodec.Encode(happened); // Before it counts: a row that cannot be written must not stand in the way of others.
        events.Add((++NewestSequence, time.GetUtcNow(), kind, payload));
        Commit();
    }

    /// <summary>Takes over the next rows of another run, under their numbers and with their times, and makes them durable.</summary>
    public void Copy(FeedPage page)
    {
        if (page.FirstSequence != NewestSequence + 1)
        {
            throw new ArgumentException($"The page begins with row {page.FirstSequence}; the next row is {NewestSequence + 1}.", nameof(page));
        }

        var columns = page.Points;
        points.AddRange(columns.Sequence.Select((sequence, i) => (sequence, new Point(
            columns.SeriesNames[columns.Series[i]], columns.Step[i], columns.Epoch[i], columns.WallMilliseconds[i], columns.Flops[i], columns.Value[i] ?? double.NaN))));
        events.AddRange(page.Events.Select(row => (row.Sequence, row.At, row.Kind, row.Payload)));
        NewestSequence = page.LastSequence;
        Commit();
    }

    /// <summary>Makes all added rows durable in one transaction.</summary>
    public void Commit()
    {
        if (points.Count + events.Count == 0)
        {
            return;
        }

        try
        {
            using var transaction = connection.BeginTransaction();
            WritePoints(transaction);
            WriteEvents(transaction);
            transaction.Commit();
        }
        catch (SqliteException)
        {
            seriesIds.Clear(); // Those made in the transaction are gone with it.
            throw;
        }

        points.Clear();
        events.Clear();
    }

    public void Dispose() => connection.Dispose();

    private void WritePoints(SqliteTransaction transaction)
    {
        using var insert = Command(transaction, "INSERT INTO points VALUES ($seq, $series, $step, $epoch, $wall, $flops, $value)");
        foreach (var (sequence, point) in points)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$seq", sequence);
            insert.Parameters.AddWithValue("$series", SeriesId(point.Series, transaction));
            insert.Parameters.AddWithValue("$step", point.Step);
            insert.Parameters.AddWithValue("$epoch", point.Epoch);
            insert.Parameters.AddWithValue("$wall", point.WallMilliseconds);
            insert.Parameters.AddWithValue("$flops", point.Flops);
            insert.Parameters.AddWithValue("$value", double.IsFinite(point.Value) ? point.Value : DBNull.Value);
            insert.ExecuteNonQuery();
        }
    }

    private void WriteEvents(SqliteTransaction transaction)
    {
        using var insert = Command(transaction, "INSERT INTO events VALUES ($seq, $at, $kind, $payload)");
        foreach (var (sequence, at, kind, payload) in events)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$seq", sequence);
            insert.Parameters.AddWithValue("$at", at.ToString("O"));
            insert.Parameters.AddWithValue("$kind", kind);
            insert.Parameters.AddWithValue("$payload", payload);
            insert.ExecuteNonQuery();
        }
    }

    private long SeriesId(string name, SqliteTransaction transaction)
    {
        if (!seriesIds.TryGetValue(name, out var id))
        {
            using var upsert = Command(transaction, "INSERT INTO series (name) VALUES ($name) ON CONFLICT (name) DO UPDATE SET name = name RETURNING id");
            upsert.Parameters.AddWithValue("$name", name);
            id = seriesIds[name] = (long)upsert.ExecuteScalar()!;
        }

        return id;
    }

    private SqliteCommand Command(SqliteTransaction transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
