using AutoProg.Contracts.Events;

namespace AutoProg.Runs.Rollup;

/// <summary>The attempts of a run, and which of their points still count.</summary>
internal sealed class RunSegments
{
    private readonly List<RunSegment> segments = [];
    private readonly CurveIndex index;

    public RunSegments(CurveIndex index)
    {
        this.index = index;
        var attempts = Decoded<AttemptStarted>().ToArray();
        segments.Add(new RunSegment(0, Cut(attempts, 1), 0));
        var longest = index.Series.Values.MaxBy(series => series.Count);
        for (var i = 1; i < attempts.Length; i++)
        {
            var row = attempts[i].Row;
            var paused = (long)(row.At - attempts[0].Row.At).TotalMilliseconds - (longest is null ? 0 : TrainedBefore(longest, attempts, i));
            segments.Add(new RunSegment(row.Sequence, Cut(attempts, i + 1), Math.Max(segments[^1].PausedMilliseconds, paused)));
        }
    }

    /// <summary>Stretches of a series that count, in order, none of them empty.</summary>
    public IReadOnlyList<(RunSegment Segment, long From, long To)> Valid(IndexedSeries series)
    {
        var stretches = new List<(RunSegment Segment, long From, long To)>();
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var from = series.First(0, series.Count, point => point.Sequence > segment.FirstSequence);
            var end = i + 1 < segments.Count ? series.First(from, series.Count, point => point.Sequence > segments[i + 1].FirstSequence) : series.Count;
            var to = series.First(from, end, point => point.Step > segment.LastStep);

            // A run killed in its last evaluation evaluates again at the same step.
            if (from < to && stretches is [.., var before] && series[before.To - 1].Step == series[from].Step)
            {
                stretches.RemoveAt(stretches.Count - 1);
                if (before.From < before.To - 1)
                {
                    stretches.Add(before with { To = before.To - 1 });
                }
            }

            if (from < to)
            {
                stretches.Add((segment, from, to));
            }
        }

        return stretches;
    }

    /// <summary>The first steps of all stages that were trained, those that a later attempt repeated once.</summary>
    public IReadOnlyList<StageStarted> Stages() =>
    [
        .. Decoded<StageStarted>()
            .Where(stage => stage.Event.Step <= segments.Last(segment => segment.FirstSequence < stage.Row.Sequence).LastStep)
            .GroupBy(stage => stage.Event.Index, stage => stage.Event)
            .Select(same => same.MinBy(stage => stage.Step)! with { Stage = same.Last().Stage })
            .OrderBy(stage => stage.Index),
    ];

    private static int Cut((EventRow Row, AttemptStarted Attempt)[] attempts, int from) =>
        attempts.Skip(from).Select(later => later.Attempt.ResumedFromStep).DefaultIfEmpty(int.MaxValue).Min();

    // Active time of the newest point that an attempt went on from.
    private static long TrainedBefore(IndexedSeries series, (EventRow Row, AttemptStarted Attempt)[] attempts, int attempt)
    {
        var (step, end) = (int.MaxValue, series.Count);
        for (var i = attempt; i > 0; i--)
        {
            step = Math.Min(step, attempts[i].Attempt.ResumedFromStep);
            end = series.First(0, end, point => point.Sequence > attempts[i].Row.Sequence);
            var from = series.First(0, end, point => point.Sequence > (i > 1 ? attempts[i - 1].Row.Sequence : 0));
            var to = series.First(from, end, point => point.Step > step);
            if (to > from)
            {
                return series[to - 1].ActiveMilliseconds;
            }
        }

        return 0;
    }

    private IEnumerable<(EventRow Row, T Event)> Decoded<T>()
        where T : RunEvent => index.Events.Where(row => row.Kind == RunEventCodec.KindOf<T>()).Select(row => (row, (T)RunEventCodec.Decode(row.Kind, row.Payload)!));
}
