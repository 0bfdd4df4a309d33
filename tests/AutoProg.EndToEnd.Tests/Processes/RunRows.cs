using Microsoft.Data.Sqlite;

namespace AutoProg.EndToEnd.Tests.Processes;

/// <summary>One measured point.</summary>
internal sealed record Point(long Sequence, string Series, int Step, double? Value);

/// <summary>The rows of a run, from the API or from its file.</summary>
internal sealed class RunRows
{
    public List<Point> Points { get; } = [];

    public List<EventRow> Events { get; } = [];

    public long Last { get; private set; }

    /// <summary>Sequence numbers of points and events together, in order.</summary>
    public IReadOnlyList<long> Sequence => [.. Points.Select(point => point.Sequence).Concat(Events.Select(row => row.Sequence)).Order()];

    public IReadOnlyList<T> Of<T>()
        where T : RunEvent => [.. Events.Select(row => RunEventCodec.Decode(row.Kind, row.Payload)).OfType<T>()];

    public void Add(FeedPage page)
    {
        Assert.Equal(Last + 1, page.FirstSequence);
        Last = page.LastSequence;
        var columns = page.Points;
        Points.AddRange(columns.Sequence.Select((sequence, i) => new Point(sequence, columns.SeriesNames[columns.Series[i]], columns.Step[i], columns.Value[i])));
        Events.AddRange(page.Events);
    }

    /// <summary>The points as the file itself has them, read without the product's code.</summary>
    public static List<Point> PointsIn(RunFolder folder)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, name, step, value FROM points JOIN series ON series.id = points.series ORDER BY seq";
        using var reader = command.ExecuteReader();
        var points = new List<Point>();
        while (reader.Read())
        {
            points.Add(new Point(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetDouble(3)));
        }

        return points;
    }
}
