using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using Microsoft.Data.Sqlite;

namespace AutoProg.Runs.Rollup;

/// <summary>The curves of one run as they stood when it was opened. Not safe for several threads.</summary>
public sealed class CurveIndex : IDisposable
{
    private const int RowsPerTransaction = 100_000;
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction snapshot;
    private readonly Dictionary<string, IndexedSeries> series = [];

    private CurveIndex(SqliteConnection connection, IReadOnlyList<EventRow> events)
    {
        this.connection = connection;
        Events = events;
        snapshot = connection.BeginTransaction(deferred: true);
        LastSequence = connection.ReadLong("SELECT indexed FROM state");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, count, tail FROM series";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            series[rows.GetString(1)] = new IndexedSeries(connection, rows.GetInt64(0), rows.GetInt64(2), rows.GetFieldValue<byte[]>(3));
        }
    }

    /// <summary>Every point up to this number is in the curves, and every event in <see cref="Events"/>.</summary>
    public long LastSequence { get; }

    /// <summary>All events of the run.</summary>
    public IReadOnlyList<EventRow> Events { get; }

    public IReadOnlyCollection<string> Names => series.Keys;

    internal IReadOnlyDictionary<string, IndexedSeries> Series => series;

    /// <summary>Brings <c>curves.db</c> up to date and opens it, or returns null where the run has no rows yet.</summary>
    public static CurveIndex? Open(RunFolder folder)
    {
        using var reader = RunReader.Open(folder);
        if (reader is null)
        {
            return null;
        }

        var connection = RollupFile.Open(folder);
        try
        {
            var newest = Advance(reader, connection);
            if (newest < connection.ReadLong("SELECT indexed FROM state"))
            {
                // Another run.db than the file was made of.
                connection.Dispose();
                RollupFile.Delete(folder);
                connection = RollupFile.Open(folder);
                newest = Advance(reader, connection);
            }

            var index = new CurveIndex(connection, reader.EventsAfter(0, newest));
            return index;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Brings <c>curves.db</c> up to date, so that opening it later is quick.</summary>
    public static void Advance(RunFolder folder)
    {
        using var reader = RunReader.Open(folder);
        if (reader is not null)
        {
            using var connection = RollupFile.Open(folder);
            Advance(reader, connection);
        }
    }

    /// <summary>The points of a series that count, in the order of steps; none for a name that the run does not have.</summary>
    public IEnumerable<SeriesPoint> Points(string name) => series.TryGetValue(name, out var one)
        ? new RunSegments(this).Valid(one).SelectMany(stretch => one.Points(stretch.From, stretch.To))
        : [];

    public void Dispose()
    {
        snapshot.Dispose();
        connection.Dispose();
    }

    private static long Advance(RunReader reader, SqliteConnection connection)
    {
        var newest = reader.NewestSequence();
        while (connection.ReadLong("SELECT indexed FROM state") < newest)
        {
            using var writer = new RollupWriter(connection);
            var last = Math.Min(newest, writer.Indexed + RowsPerTransaction);
            foreach (var (name, point) in reader.PointsAfter(writer.Indexed, last))
            {
                writer.Add(name, point);
            }

            writer.Commit(Math.Max(writer.Indexed, last));
        }

        return newest;
    }
}
