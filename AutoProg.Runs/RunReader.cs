using System.Globalization;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Runs.Rollup;
using Microsoft.Data.Sqlite;

namespace AutoProg.Runs;

/// <summary>Reads committed rows, also while the worker writes. Not safe for several threads.</summary>
public sealed class RunReader : IDisposable
{
    private readonly RunFolder folder;
    private readonly SqliteConnection connection;

    private RunReader(RunFolder folder, SqliteConnection connection) => (this.folder, this.connection) = (folder, connection);

    /// <summary>Opens a run's rows, or returns null where its worker has not made the database yet.</summary>
    public static RunReader? Open(RunFolder folder)
    {
        if (!File.Exists(folder.Database))
        {
            return null;
        }

        // Read-write, because a read-only connection cannot recover the log of a killed writer; query_only keeps it a reader.
        var connection = RunDatabaseConnection.Open(folder, SqliteOpenMode.ReadWrite, RunDatabase.ReaderPragmas);
        if (connection.ReadLong("PRAGMA user_version") == RunDatabase.FormatVersion)
        {
            return new RunReader(folder, connection);
        }

        connection.Dispose();
        return null;
    }

    /// <summary>Changes whenever another connection has committed: cheaper than asking for rows.</summary>
    public long DataVersion() => connection.ReadLong("PRAGMA data_version");

    public long NewestSequence() => connection.ReadLong(RunDatabase.NewestSequence);

    /// <summary>The next rows after a number, in order, at most so many.</summary>
    public FeedPage ReadAfter(long after, int mostRows = FeedPage.MostRows)
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        var newest = NewestSequence();
        var last = Math.Min(newest, after + mostRows);
        return new FeedPage(folder.Id, after + 1, Math.Max(last, after), newest, Points(after, last), Events(after, last));
    }

    /// <summary>The points after a number up to another, in order, one at a time; values that are not finite are NaN.</summary>
    public IEnumerable<(string Series, SeriesPoint Point)> PointsAfter(long after, long last)
    {
        var names = new Dictionary<long, string>();
        using var command = Range("SELECT series, seq, step, epoch, wall_ms, flops, value FROM points", after, last);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var series = reader.GetInt64(0);
            if (!names.TryGetValue(series, out var name))
            {
                names[series] = name = NameOf(series);
            }

            yield return (name, new SeriesPoint(
                reader.GetInt64(1), reader.GetInt32(2), reader.GetDouble(3), reader.GetInt64(4), reader.GetDouble(5), reader.IsDBNull(6) ? double.NaN : reader.GetDouble(6)));
        }
    }

    /// <summary>The events after a number up to another, as stored.</summary>
    public IReadOnlyList<EventRow> EventsAfter(long after, long last) => Events(after, last);

    /// <summary>All events of one type, in order.</summary>
    public IEnumerable<T> Events<T>()
        where T : RunEvent =>
        Events(0, long.MaxValue).Select(row => RunEventCodec.Decode(row.Kind, row.Payload)).OfType<T>();

    public void Dispose() => connection.Dispose();

    private PointColumns Points(long after, long last)
    {
        var names = new List<string>();
        var indices = new Dictionary<string, int>();
        var rows = new List<(int Series, long Sequence, int Step, double Epoch, long Wall, double Flops, double? Value)>();
        using var command = Range("SELECT name, seq, step, epoch, wall_ms, flops, value FROM points JOIN series ON series.id = points.series", after, last);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var name = reader.GetString(0);
            if (!indices.TryGetValue(name, out var index))
            {
                indices[name] = index = names.Count;
                names.Add(name);
            }

            rows.Add((index, reader.GetInt64(1), reader.GetInt32(2), reader.GetDouble(3), reader.GetInt64(4), reader.GetDouble(5), reader.IsDBNull(6) ? null : reader.GetDouble(6)));
        }

        return new PointColumns(
            names,
            [.. rows.Select(row => row.Series)],
            [.. rows.Select(row => row.Sequence)],
            [.. rows.Select(row => row.Step)],
            [.. rows.Select(row => row.Epoch)],
            [.. rows.Select(row => row.Wall)],
            [.. rows.Select(row => row.Flops)],
            [.. rows.Select(row => row.Value)]);
    }

    private string NameOf(long series)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM series WHERE id = $id";
        command.Parameters.AddWithValue("$id", series);
        return (string)command.ExecuteScalar()!;
    }

    private List<EventRow> Events(long after, long last)
    {
        var rows = new List<EventRow>();
        using var command = Range("SELECT seq, at, kind, payload FROM events", after, last);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new EventRow(reader.GetInt64(0), DateTimeOffset.Parse(reader.GetString(1), CultureInfo.InvariantCulture), reader.GetString(2), reader.GetString(3)));
        }

        return rows;
    }

    private SqliteCommand Range(string select, long after, long last)
    {
        var command = connection.CreateCommand();
        command.CommandText = select + " WHERE seq > $after AND seq <= $last ORDER BY seq";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$last", last);
        return command;
    }
}
