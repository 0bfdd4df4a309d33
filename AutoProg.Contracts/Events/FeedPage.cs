namespace AutoProg.Contracts.Events;

/// <summary>
/// A stretch of one run's rows, in order. Points come as columns. The rows with sequence numbers
/// from <see cref="FirstSequence"/> to <see cref="LastSequence"/> are all here; none is left out.
/// </summary>
/// <param name="FirstSequence">Of its first row; <see cref="LastSequence"/> + 1 in a page without rows.</param>
/// <param name="NewestSequence">Of the newest row of the run: more than <see cref="LastSequence"/> while pages are to come.</param>
/// <param name="Thinned">Series of which only some points are here, as in the page that opens a long run; null where all are.</param>
public sealed record FeedPage(
    string RunId,
    long FirstSequence,
    long LastSequence,
    long NewestSequence,
    PointColumns Points,
    IReadOnlyList<EventRow> Events,
    IReadOnlyList<string>? Thinned = null)
{
    public const int MostRows = 5_000;
}

/// <summary>Points as columns of equal length.</summary>
public sealed record PointColumns(
    IReadOnlyList<string> SeriesNames,
    int[] Series,
    long[] Sequence,
    int[] Step,
    double[] Epoch,
    long[] WallMilliseconds,
    double[] Flops,
    double?[] Value)
{
    // Series holds indices into SeriesNames; a null value is a NaN or an infinity, which JSON cannot carry.
    public static PointColumns Empty { get; } = new([], [], [], [], [], [], [], []);
}

/// <summary>One event as stored.</summary>
public sealed record EventRow(long Sequence, DateTimeOffset At, string Kind, string Payload);
