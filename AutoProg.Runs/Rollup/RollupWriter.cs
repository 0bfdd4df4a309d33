using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace AutoProg.Runs.Rollup;

/// <summary>Appends points to <c>curves.db</c> in one transaction: full chunks, and every stretch that they complete.</summary>
internal sealed class RollupWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction transaction;
    private readonly Dictionary<string, Series> series = [];
    private readonly SqliteCommand addChunk, addBucket, readBuckets;

    public RollupWriter(SqliteConnection connection)
    {
        this.connection = connection;
        transaction = connection.BeginTransaction(deferred: false); // Two requests at once: the second sees what the first has done.
        addChunk = Command("INSERT INTO chunks VALUES ($series, $index, $data)", "$series", "$index", "$data");
        addBucket = Command("INSERT INTO buckets VALUES ($series, $level, $index, $data)", "$series", "$level", "$index", "$data");
        readBuckets = Command("SELECT data FROM buckets WHERE series = $series AND level = $level AND bucket >= $index ORDER BY bucket", "$series", "$level", "$index");
        Indexed = connection.ReadLong("SELECT indexed FROM state");
    }

    /// <summary>Number of the last row of <c>run.db</c> that is in the file.</summary>
    public long Indexed { get; private set; }

    public void Add(string name, in SeriesPoint point)
    {
        if (!series.TryGetValue(name, out var known))
        {
            series[name] = known = Find(name);
        }

        known.Tail.Add(point);
        known.Count++;
        if (known.Tail.Count == RollupFile.ChunkPoints)
        {
            Close(known);
        }
    }

    /// <summary>Makes everything durable; the file then holds the rows up to a number.</summary>
    public void Commit(long indexed)
    {
        foreach (var one in series.Values)
        {
            using var save = Command("UPDATE series SET count = $count, tail = $tail WHERE id = $id");
            save.Parameters.AddWithValue("$id", one.Id);
            save.Parameters.AddWithValue("$count", one.Count);
            save.Parameters.AddWithValue("$tail", Packed<SeriesPoint>(CollectionsMarshal.AsSpan(one.Tail)));
            save.ExecuteNonQuery();
        }

        using var state = Command("UPDATE state SET indexed = $indexed");
        state.Parameters.AddWithValue("$indexed", indexed);
        state.ExecuteNonQuery();
        transaction.Commit();
        Indexed = indexed;
    }

    public void Dispose()
    {
        addChunk.Dispose();
        addBucket.Dispose();
        readBuckets.Dispose();
        transaction.Dispose();
    }

    private Series Find(string name)
    {
        using var command = Command("SELECT id, count, tail FROM series WHERE name = $name");
        command.Parameters.AddWithValue("$name", name);
        using (var row = command.ExecuteReader())
        {
            if (row.Read())
            {
                return new Series(row.GetInt64(0)) { Count = row.GetInt64(1), Tail = [.. MemoryMarshal.Cast<byte, SeriesPoint>(row.GetFieldValue<byte[]>(2))] };
            }
        }

        using var add = Command("INSERT INTO series (name, count, tail) VALUES ($name, 0, x'') RETURNING id");
        add.Parameters.AddWithValue("$name", name);
        return new Series((long)add.ExecuteScalar()!);
    }

    private void Close(Series one)
    {
        var index = (one.Count / RollupFile.ChunkPoints) - 1;
        var points = CollectionsMarshal.AsSpan(one.Tail);
        Run(addChunk, one.Id, index, Packed<SeriesPoint>(points));
        Close(one, RollupFile.ChunkLevel, index, Bucket.Of(points));
        one.Tail.Clear();
    }

    // A stretch that completes a longer one closes that too.
    private void Close(Series one, int level, long index, in Bucket bucket)
    {
        addBucket.Parameters["$level"].Value = level;
        Run(addBucket, one.Id, index, Packed([bucket]));
        const int parts = 1 << RollupFile.LevelStep;
        if (level + RollupFile.LevelStep <= RollupFile.TopLevel && (index + 1) % parts == 0)
        {
            Close(one, level + RollupFile.LevelStep, index / parts, Joined(one, level, index + 1 - parts));
        }
    }

    private Bucket Joined(Series one, int level, long from)
    {
        readBuckets.Parameters["$series"].Value = one.Id;
        readBuckets.Parameters["$level"].Value = level;
        readBuckets.Parameters["$index"].Value = from;
        using var rows = readBuckets.ExecuteReader();
        Bucket? joined = null;
        while (rows.Read())
        {
            var next = MemoryMarshal.Read<Bucket>(rows.GetFieldValue<byte[]>(0));
            joined = joined?.Then(next) ?? next;
        }

        return joined!.Value;
    }

    private static void Run(SqliteCommand command, long id, long index, byte[] data)
    {
        command.Parameters["$series"].Value = id;
        command.Parameters["$index"].Value = index;
        command.Parameters["$data"].Value = data;
        command.ExecuteNonQuery();
    }

    private static byte[] Packed<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private SqliteCommand Command(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter, null));
        }

        return command;
    }

    private sealed class Series(long id)
    {
        public long Id { get; } = id;

        public long Count { get; set; }

        public List<SeriesPoint> Tail { get; init; } = [];
    }
}
