using AutoProg.Contracts.Specification;
using AutoProg.Training.Models;
using TorchSharp;

namespace AutoProg.Training.Tests.Loop;

/// <summary>Counts tensors of this thread that were made and not disposed; what a finalizer frees still counts as a leak.</summary>
public sealed class LeakTests
{
    private static long Live => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    [Fact]
    public void A_forgotten_tensor_counts_even_after_a_collection()
    {
        var before = Live;
        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(before + 1, Live);

        static void Forget() => torch.zeros(1);
    }

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
            });

        Assert.True(live[2] > 100, $"{live[2]} live tensors");
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
            });

        Assert.Equal(live[7], live[17]);
    }

    [Fact]
    public void Regularisation_leaves_no_tensors()
    {
        var live = LiveAt(
            TinyRun.Regularized with
            {
                Schedule = TinyRun.Spec.Schedule with { Kind = ScheduleKind.None },
                Evaluation = TinyRun.Spec.Evaluation with { LogEverySteps = 5 },
            });

        Assert.Equal(live[7], live[17]);
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void A_run_with_growth_and_its_resumption_give_every_tensor_back(Precision precision)
    {
        // TorchSharp 0.107 forgets one small tensor whenever it makes a convolution with a bias. A network has two models.
        var beforeModel = Live;
        new Vit(TinyRun.Spec.Model, 1, 10, depth: 2).Dispose();
        var before = Live;
        var ofLibrary = 2 * (before - beforeModel);
        using var run = new TinyRun(TinyRun.Spec with { Optimization = TinyRun.Spec.Optimization with { Precision = precision, ClipNorm = 1 } });
        run.Train(stopAfter: 12);
        run.Train();

        Assert.InRange(ofLibrary, 0, 2);
        Assert.Equal(before + 3 * ofLibrary, Live); // The networks of two stages, and the restored one.
    }

    private static Dictionary<int, long> LiveAt(RunSpec spec)
    {
        var live = new Dictionary<int, long>();
        var journal = new MemoryJournal();
        journal.Entered += (_, step) => live.TryAdd(step, Live); // The first phase after a step begins right after it.
        using var run = new TinyRun(spec);
        run.Train(journal);
        return live;
    }
}
