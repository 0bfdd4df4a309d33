using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Runs.Rollup;
using Microsoft.Extensions.Time.Testing;

namespace AutoProg.Server.Tests.Runs;

/// <summary>A run folder whose rows a test writes itself: a step takes a second.</summary>
internal sealed class RecordedRun : IDisposable
{
    private readonly RunLock held;
    private readonly RunWriter writer;

    public RecordedRun()
    {
        held = RunLock.TryTake(Folder)!;
        writer = RunWriter.Open(held, Clock);
    }

    public RunFolder Folder { get; } = new(ServerUnderTest.NewDataRoot());

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch);

    public RecordedRun Attempt(int from)
    {
        writer.Add(new AttemptStarted(1, from, new RunEnvironment("", "", "", "", "", "", 1, "", ""), new RunPlan(1, 1, [], 1), 1, 1, []));
        return this;
    }

    public RecordedRun Stage(int index, int step)
    {
        writer.Add(new StageStarted(index, step, new GrowthStage(index / 2.0, 28, 4), 1));
        return this;
    }

    public RecordedRun Points(IEnumerable<int> steps, Func<int, double> value, string series = SeriesNames.TrainLoss)
    {
        foreach (var step in steps)
        {
            writer.Add(new Point(series, step, step / 4.0, step * 1_000L, step * 1e9, value(step)));
        }

        writer.Commit();
        return this;
    }

    public CurveIndex Open() => CurveIndex.Open(Folder)!;

    public CurveSet Query(string axis = "step", double? from = null, double? to = null, int pixels = 100)
    {
        using var index = Open();
        return new CurveQuery(CurveAxis.All.Single(known => known.Name == axis), from, to, pixels).Run("run", index, [SeriesNames.TrainLoss]);
    }

    public CurveSlice Loss(string axis = "step", double? from = null, double? to = null, int pixels = 100) => Query(axis, from, to, pixels).Curves.Single();

    public void Dispose()
    {
        writer.Dispose();
        held.Dispose();
        Directory.Delete(Folder.Root, recursive: true);
    }
}
