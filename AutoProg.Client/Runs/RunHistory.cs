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

        points.Add(new CurvePoint(columns.Step[i], columns.Epoch[i], columns.WallMilliseconds[i], columns.Flops[i], columns.Value[i]));
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
public readonly record struct CurvePoint(int Step, double Epoch, long WallMilliseconds, double Flops, double? Value);
