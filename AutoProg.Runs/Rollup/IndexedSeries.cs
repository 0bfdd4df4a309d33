using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace AutoProg.Runs.Rollup;

/// <summary>One series of <c>curves.db</c>; its points are counted from 0, superseded ones among them.</summary>
internal sealed class IndexedSeries
{
    private readonly SqliteConnection connection;
    private readonly long id;
    private readonly SeriesPoint[] tail;
    private (long Chunk, SeriesPoint[] Points) newest = (-1, []);

    public IndexedSeries(SqliteConnection connection, long id, long count, byte[] tail)
    {
        (this.connection, this.id, Count) = (connection, id, count);
        this.tail = MemoryMarshal.Cast<byte, SeriesPoint>(tail).ToArray();
    }

    public long Count { get; }

    private long Closed => Count - tail.Length;

    public SeriesPoint this[long ordinal]
    {
        get
        {
            if (ordinal >= Closed)
            {
                return tail[ordinal - Closed];
            }

            var chunk = ordinal >> RollupFile.ChunkLevel;
            if (newest.Chunk != chunk)
            {
                newest = (chunk, Chunks(chunk, chunk + 1).Single());
            }

            return newest.Points[ordinal & (RollupFile.ChunkPoints - 1)];
        }
    }

    /// <summary>The first of some points for which something holds that holds for all after it; <paramref name="to"/> where it holds for none.</summary>
    public long First(long from, long to, Func<SeriesPoint, bool> holds)
    {
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = holds(this[middle]) ? (from, middle) : (middle + 1, to);
        }

        return from;
    }

    /// <summary>The points from one up to but without another.</summary>
    public IEnumerable<SeriesPoint> Points(long from, long to) => Stretches(from, to).SelectMany(MemoryMarshal.ToEnumerable);

    /// <summary>Stretches of 2^<paramref name="level"/> points between two ordinals; the first and the last may be shorter.</summary>
    public IEnumerable<Bucket> Buckets(long from, long to, int level)
    {
        if (level <= RollupFile.ChunkLevel)
        {
            return Reduced(from, to, level);
        }

        var stored = Math.Min(RollupFile.TopLevel, level - ((level - RollupFile.ChunkLevel) % RollupFile.LevelStep));
        var (first, last) = ((from + (1L << stored) - 1) >> stored, Math.Min(to, Closed) >> stored);
        return last <= first
            ? Joined(Buckets(from, to, stored - 1), from, level)
            : Joined(Edge(from, first << stored).Concat(Stored(stored, first, last)).Concat(Edge(last << stored, to)), from, level);

        IEnumerable<Bucket> Edge(long start, long end) => start < end ? Buckets(start, end, stored - 1) : [];
    }

    private IEnumerable<Bucket> Reduced(long from, long to, int level)
    {
        var ordinal = from;
        foreach (var stretch in Stretches(from, to))
        {
            for (var done = 0; done < stretch.Length;)
            {
                var size = (int)Math.Min(stretch.Length - done, (1L << level) - (ordinal & ((1L << level) - 1)));
                yield return Bucket.Of(stretch.Span.Slice(done, size));
                done += size;
                ordinal += size;
            }
        }
    }

    // Joins consecutive stretches that lie in one of 2^level points.
    private static IEnumerable<Bucket> Joined(IEnumerable<Bucket> parts, long from, int level)
    {
        Bucket? open = null;
        var ordinal = from;
        foreach (var part in parts)
        {
            if (open is { } done && ordinal >> level != (ordinal - 1) >> level)
            {
                yield return done;
                open = null;
            }

            open = open?.Then(part) ?? part;
            ordinal += part.Count;
        }

        if (open is { } last)
        {
            yield return last;
        }
    }

    // The parts of chunks and tail between two ordinals.
    private IEnumerable<ReadOnlyMemory<SeriesPoint>> Stretches(long from, long to)
    {
        var start = from >> RollupFile.ChunkLevel << RollupFile.ChunkLevel;
        foreach (var chunk in Chunks(from >> RollupFile.ChunkLevel, (Math.Min(to, Closed) + RollupFile.ChunkPoints - 1) >> RollupFile.ChunkLevel).Append(tail))
        {
            var (first, last) = ((int)Math.Max(0, from - start), (int)Math.Min(chunk.Length, to - start));
            if (first < last)
            {
                yield return chunk.AsMemory(first, last - first);
            }

            start += chunk.Length;
        }
    }

    private IEnumerable<SeriesPoint[]> Chunks(long from, long to)
    {
        using var command = Command("SELECT points FROM chunks WHERE series = $series AND chunk >= $from AND chunk < $to ORDER BY chunk", from, to);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return MemoryMarshal.Cast<byte, SeriesPoint>(rows.GetFieldValue<byte[]>(0)).ToArray();
        }
    }

    private IEnumerable<Bucket> Stored(int level, long from, long to)
    {
        using var command = Command($"SELECT data FROM buckets WHERE series = $series AND level = {level} AND bucket >= $from AND bucket < $to ORDER BY bucket", from, to);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return MemoryMarshal.Read<Bucket>(rows.GetFieldValue<byte[]>(0));
        }
    }

    private SqliteCommand Command(string sql, long from, long to)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$series", id);
        command.Parameters.AddWithValue("$from", from);
        command.Parameters.AddWithValue("$to", to);
        return command;
    }
}
