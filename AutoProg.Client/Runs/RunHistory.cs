using AutoProg.Contracts.Events;

namespace AutoProg.Client.Runs;

/// <summary>What became of a page.</summary>
public enum PageOutcome
{
    Applied,

    /// <summary>All of its rows were here already.</summary>
    Known,

    /// <summary>Rows before it are missing: ask again from <see cref="RunHistory.LastSequence"/>.</summary>
    Gap,
}

/// <summary>
/// All rows of one run so far, folded in the order of their numbers: applying a page twice, or pages
/// that overlap, changes nothing. Points of earlier attempts beyond the step they resumed from are dropped.
/// </summary>
public sealed class RunHistory
{
    private const int MostPoints = 20_000;
    private readonly Dictionary<string, List<CurvePoint>> series = [];
    private readonly List<StageStarted> stages = [];
    private readonly List<NetworkGrown> growths = [];
    private readonly List<SearchStarted> searches = [];
    private readonly List<CandidateRead> readings = [];
    private readonly List<StageDecided> decisions = [];
    private readonly List<CandidateScored> scored = [];
    private readonly List<UnfreezingDecided> unfreezings = [];
    private readonly List<SamplesDrawn> samples = [];
    private readonly List<(DateTimeOffset At, string Message)> notices = [];
    private readonly HashSet<string> thinned = [];
    private DateTimeOffset? firstAttempt;
    private long paused;

    public long LastSequence { get; private set; }

    public long NewestSequence { get; private set; }

    public bool IsCaughtUp => LastSequence >= NewestSequence;

    public AttemptStarted? Attempt { get; private set; }

    public LinearBaselineFitted? LinearBaseline { get; private set; }

    public CheckpointSaved? Checkpoint { get; private set; }

    public RunResult? Result { get; private set; }

    public RunFailed? Failure { get; private set; }

    public IReadOnlyList<StageStarted> Stages => stages;

    public IReadOnlyList<NetworkGrown> Growths => growths;

    public IReadOnlyList<SearchStarted> Searches => searches;

    public IReadOnlyList<CandidateRead> Readings => readings;

    public IReadOnlyList<StageDecided> Decisions => decisions;

    public IReadOnlyList<CandidateScored> Scored => scored;

    public IReadOnlyList<UnfreezingDecided> Unfreezings => unfreezings;

    public IReadOnlyList<SamplesDrawn> Samples => samples;

    public IReadOnlyList<(DateTimeOffset At, string Message)> Notices => notices;

    /// <summary>The series measured so far.</summary>
    public IReadOnlyCollection<string> Names => series.Keys;

    /// <summary>True where only some points of a series are here: the others come by a query.</summary>
    public bool IsThinned(string name) => thinned.Contains(name);

    public IReadOnlyList<CurvePoint> Series(string name) => series.TryGetValue(name, out var points) ? points : [];

    /// <summary>The newest step that any curve or event knows of.</summary>
    public int LastStep { get; private set; }

    public PageOutcome Apply(FeedPage page)
    {
        NewestSequence = Math.Max(NewestSequence, page.NewestSequence);
        if (page.LastSequence <= LastSequence)
        {
            return PageOutcome.Known;
        }

        if (page.FirstSequence > LastSequence + 1)
        {
            return PageOutcome.Gap;
        }

        thinned.UnionWith(page.Thinned ?? []);
        foreach (var row in InOrder(page))
        {
            row();
        }

        LastSequence = page.LastSequence;
        return PageOutcome.Applied;
    }

    /// <summary>Hears of newer rows without having them.</summary>
    public void Heard(long newest) => NewestSequence = Math.Max(NewestSequence, newest);

    private IEnumerable<Action> InOrder(FeedPage page)
    {
        var (columns, point) = (page.Points, 0);
        foreach (var row in page.Events)
        {
            for (; point < columns.Sequence.Length && columns.Sequence[point] < row.Sequence; point++)
            {
                if (columns.Sequence[point] > LastSequence)
                {
                    var index = point;
                    yield return () => Add(columns, index);
                }
            }

            if (row.Sequence > LastSequence && RunEventCodec.Decode(row.Kind, row.Payload) is { } happened)
            {
                yield return () => Fold(row.At, happened);
            }
        }

        for (; point < columns.Sequence.Length; point++)
        {
            if (columns.Sequence[point] > LastSequence)
            {
                var index = point;
                yield return () => Add(columns, index);
            }
        }
    }

    private void Add(PointColumns columns, int i)
    {
        var name = columns.SeriesNames[columns.Series[i]];
        if (!series.TryGetValue(name, out var points))
        {
            series[name] = points = [];
        }

        // A run killed in its last evaluation evaluates again at the same step.
        if (points.Count > 0 && points[^1].Step == columns.Step[i])
        {
            points.RemoveAt(points.Count - 1);
        }

        points.Add(new CurvePoint(columns.Step[i], columns.Epoch[i], columns.WallMilliseconds[i], columns.Flops[i], columns.Value[i], paused));
        if (points.Count > MostPoints)
        {
            series[name] = Thin(points);
            thinned.Add(name);
        }

        LastStep = Math.Max(LastStep, columns.Step[i]);
    }

    private void Fold(DateTimeOffset at, RunEvent happened)
    {
        switch (happened)
        {
            case AttemptStarted started:
                Attempt = started;
                (Failure, Result) = (null, null);
                DropBeyond(started.ResumedFromStep);
                Pause(at);
                break;
            case StageStarted started:
                stages.RemoveAll(stage => stage.Index >= started.Index);
                stages.Add(started);
                break;
            case NetworkGrown grown:
                growths.Add(grown);
                break;
            case SearchStarted started:
                searches.RemoveAll(search => search.Index >= started.Index);
                searches.Add(started);
                break;
            case CandidateRead read:
                readings.RemoveAll(known => (known.Index, known.Candidate, known.Reading) == (read.Index, read.Candidate, read.Reading));
                readings.Add(read);
                break;
            case StageDecided decided:
                decisions.RemoveAll(decision => decision.Index >= decided.Index);
                decisions.Add(decided);
                break;
            case LinearBaselineFitted fitted:
                LinearBaseline = fitted;
                break;
            case CandidateScored one:
                scored.RemoveAll(known => known.Index > one.Index || (known.Index == one.Index && known.Measured.Candidate == one.Measured.Candidate));
                scored.Add(one);
                break;
            case UnfreezingDecided decided:
                unfreezings.RemoveAll(decision => decision.Index >= decided.Index);
                unfreezings.Add(decided);
                break;
            case SamplesDrawn drawn:
                samples.RemoveAll(known => known.Step >= drawn.Step);
                samples.Add(drawn);
                break;
            case CheckpointSaved saved:
                Checkpoint = saved;
                break;
            case Notice notice:
                notices.Add((at, notice.Message));
                break;
            case RunCompleted completed:
                Result = completed.Result;
                break;
            case RunFailed failed:
                Failure = failed;
                break;
        }
    }

    // What lies between the beginning and this attempt was trained, or it was a pause.
    private void Pause(DateTimeOffset at)
    {
        firstAttempt ??= at;
        var trained = series.Values.Select(points => points.Count > 0 ? points[^1].WallMilliseconds : 0).DefaultIfEmpty(0).Max();
        paused = Math.Max(paused, (long)(at - firstAttempt.Value).TotalMilliseconds - trained);
    }

    // A page that stays open for days keeps the extremes, and every point of the newest half.
    private static List<CurvePoint> Thin(List<CurvePoint> points)
    {
        const int stretch = 8;
        var older = points.Take(MostPoints / 2).Chunk(stretch)
            .SelectMany(chunk => new[] { chunk[0], chunk.MinBy(point => point.Value), chunk.MaxBy(point => point.Value) }.Distinct().OrderBy(point => point.Step));
        return [.. older, .. points.Skip(MostPoints / 2)];
    }

    private void DropBeyond(int step)
    {
        foreach (var points in series.Values)
        {
            points.RemoveAll(point => point.Step > step);
        }

        stages.RemoveAll(stage => stage.Step > step);
        growths.RemoveAll(growth => growth.Step >= step); // A checkpoint at a growth point is that of the small network, which grows again.
        searches.RemoveAll(search => search.Step > step);
        readings.RemoveAll(reading => reading.Step > step);
        decisions.RemoveAll(decision => decision.Step > step);
        scored.RemoveAll(one => one.Step > step);
        unfreezings.RemoveAll(decision => decision.Step > step);
        samples.RemoveAll(drawn => drawn.Step > step);
        LastStep = Math.Min(LastStep, step);
    }
}

/// <summary>One measured value and where it stands on every axis; null stands for NaN or infinity.</summary>
/// <param name="WallMilliseconds">Active time: pauses between attempts are left out.</param>
/// <param name="PausedMilliseconds">Those pauses.</param>
public readonly record struct CurvePoint(int Step, double Epoch, long WallMilliseconds, double Flops, double? Value, long PausedMilliseconds = 0);
