using System.Runtime;
using AutoProg.Contracts.Specification;
using TorchSharp;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Counts live tensors of the process while no garbage is collected: a finalizer frees nothing here.</summary>
public sealed class LeakTests
{
    private const long RoomWithoutCollection = 150_000_000;

    [Fact]
    public void As_many_tensors_live_after_step_10_as_after_step_2()
    {
        // Checkpoints at steps 4 and 8, a point of the curves at step 8, no evaluation.
        var live = LiveAt(
            TinyRun.Spec with
            {
                Data = TinyRun.Spec.Data with { TrainImages = 320 },
                Optimization = TinyRun.Spec.Optimization with { MaxSteps = 12 },
                Schedule = TinyRun.Spec.Schedule with { Kind = ScheduleKind.None },
                Evaluation = TinyRun.Spec.Evaluation with { LogEverySteps = 8, CheckpointEverySteps = 4 },
            },
            2,
            10);

        Assert.Equal(live[2], live[10]);
    }

    [Fact]
    public void Evaluations_leave_no_tensors()
    {
        // Evaluated after steps 5, 10 and 15: what the first one caches is there at step 7.
        var live = LiveAt(
            TinyRun.Spec with
            {
                Schedule = TinyRun.Spec.Schedule with { Kind = ScheduleKind.None },
                Evaluation = TinyRun.Spec.Evaluation with { LogEverySteps = 5 },
            },
            7,
            17);

        Assert.Equal(live[7], live[17]);
    }

    [Fact]
    public void A_run_with_growth_gives_every_tensor_back()
    {
        using (var warmUp = new TinyRun(TinyRun.Spec))
        {
            warmUp.Train(); // Compiles kernels, which stay.
        }

        using var run = new TinyRun(TinyRun.Spec);
        WithoutCollection(() =>
        {
            var before = torch.Tensor.TotalCount;
            run.Train();
            Assert.Equal(before, torch.Tensor.TotalCount);
        });
    }

    private static Dictionary<int, long> LiveAt(RunSpec spec, params int[] steps)
    {
        var live = new Dictionary<int, long>();
        var journal = new MemoryJournal();
        // The first phase after a step begins right after it.
        journal.Entered += (_, step) => live.TryAdd(step, torch.Tensor.TotalCount);
        using var run = new TinyRun(spec);
        WithoutCollection(() => run.Train(journal));
        Assert.All(steps, step => Assert.True(live[step] > 100, $"{live[step]} live tensors at step {step}"));
        return live;
    }

    private static void WithoutCollection(Action work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers(); // Of what other tests left.
        Assert.True(GC.TryStartNoGCRegion(RoomWithoutCollection));
        try
        {
            work();
            Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        }
        finally
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
    }
}
