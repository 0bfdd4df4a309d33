using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Growth;
using AutoProg.Training.Models;
using AutoProg.Training.Search;
using AutoProg.Training.Search.Unfreezing;
using AutoProg.Training.ZeroShot;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>
/// The zero-shot search of one stage (arXiv 2410.00350): one pass per resolution scores every trainable set at the weights
/// as they are; a few steps of each on a copy of the network tell its time.
/// </summary>
internal sealed class ZeroShotSearch(RunSpec spec, ImageDataset data, ILearningTask task, Device device)
{
    /// <param name="network">Unchanged.</param>
    /// <param name="flops">Of one training step of a candidate.</param>
    /// <param name="report">Told of every candidate as it is scored.</param>
    /// <param name="beat">A sign of life.</param>
    public UnfreezingDecided Decide(
        PlannedStage stage, int step, IReadOnlyList<Candidate> candidates, Network network, Func<Candidate, double> flops, Action<RunEvent> report, Action beat)
    {
        var model = network.Momentum();
        var sets = candidates.Select(candidate => candidate.Depth).Distinct().ToDictionary(depth => depth, depth => Unfreezing.Of(model, spec, depth));
        var times = spec.Search.Cost == SearchCost.Flops ? null : Times(candidates, sets, network, stage.Stage, step, beat);
        var measured = new List<UnfreezingMeasurement>();
        foreach (var group in candidates.GroupBy(candidate => candidate.Resolution))
        {
            var (kernels, zico) = Score(model, group.Key, step, beat);
            foreach (var candidate in group)
            {
                var set = sets[candidate.Depth];
                var one = new UnfreezingMeasurement(
                    candidate, ScoresOf([.. kernels.Select(kernel => kernel.Over(set.Trained))], zico, set), times?.Of(candidate.Resolution, set) ?? flops(candidate));
                measured.Add(one);
                report(new CandidateScored(stage.Index, step, one));
            }
        }

        return Rule().Decide(stage.Index, step, measured);
    }

    // Steps of the smallest and of the largest set tell those between.
    private StepTimes Times(
        IReadOnlyList<Candidate> candidates, Dictionary<int, TrainableSet> sets, Network network, GrowthStage stage, int step, Action beat)
    {
        int[] probed = [.. new[] { sets.Keys.Min(), sets.Keys.Max() }.Distinct()];
        return StepTimes.Measure(
            candidates.Select(candidate => candidate.Resolution),
            [.. probed.Select(depth => sets[depth])],
            (resolution, set) =>
            {
                beat();
                return Time(network, stage with { Resolution = resolution, Depth = set.Trained.Count }, step);
            });
    }

    private IUnfreezingObjective Rule() => spec.FineTuning.Rule == UnfreezingRule.RankVote
        ? new RankVote()
        : new GainPerCost(GainProxy.Zico, spec.FineTuning.LeastGain);

    // The authors take the mean of plain condition numbers, of a batch each.
    private ZeroShotScores ScoresOf(NtkMatrix[] kernels, ZicoScores zico, TrainableSet set) => new(
        IsReference ? Math.Min(kernels.Average(NtkCondition.Plain), double.MaxValue) : NtkCondition.Regularized(kernels[0]),
        NtkCondition.OfCosines(kernels[0]), EffectiveRank.Of(kernels[0]), zico.Sums.Over(set), zico.Means.MeanOver(set));

    private bool IsReference => spec.Search.Mode == SearchMode.Reference;

    // All parameters train: freezing some changes no gradient of the others.
    private (IReadOnlyList<NtkGram> Kernels, ZicoScores Zico) Score(nn.Module model, int resolution, int step, Action beat)
    {
        var units = Unfreezing.UnitsOf(model);
        var (samples, batchSize) = (Math.Min(spec.Search.NtkSamples, data.Train.Count), Math.Min(IsReference ? ReferenceMode.BatchSize : spec.Optimization.BatchSize, data.Train.Count));
        NtkGram[] kernels = [.. Enumerable.Range(0, IsReference ? ReferenceMode.NtkBatches : 1).Select(Kernel)];
        using var zico = new Zico(model);
        for (var number = 0; number < spec.Search.ZicoBatches; number++)
        {
            beat();
            using var scope = NewDisposeScope();
            using var batch = Images(resolution, step, 1 + number, batchSize);
            Seeds.Set(spec.Seed, step + number);
            model.zero_grad();
            task.Loss(model, batch, step + number, resolution).backward();
            zico.AddBatch();
        }

        model.zero_grad();
        return (kernels, zico.Scores());

        NtkGram Kernel(int number)
        {
            beat();
            using var images = Images(resolution, step, number, samples);
            Seeds.Set(spec.Seed, step + number);
            return NeuralTangentKernel.Measure(model, units, samples, () => task.Outputs(model, images, step + number, resolution));
        }
    }

    private double Time(Network network, GrowthStage size, int step)
    {
        using var copy = network.GrowTo(size, GrowthOperators.Create(GrowthOperatorKind.Interpolation));
        using var batch = Images(size.Resolution, step, 0, Math.Min(spec.Optimization.BatchSize, data.Train.Count));
        Step(); // Warms up.
        return StepTime.Median(Enumerable.Range(0, spec.Search.TimedSteps).Select(_ => StepTime.Of(device, Step)).ToArray());

        void Step()
        {
            using var scope = NewDisposeScope();
            task.Loss(copy.Model, batch, step, size.Resolution).backward();
            copy.Update(learningRate: 0);
        }
    }

    // Shuffled, and others for every purpose.
    private ImageBatch Images(int resolution, int step, int number, int count)
    {
        var order = new CounterRandom(spec.Seed, RandomPurpose.ZeroShot, step).Permutation(data.Train.Count);
        long[] chosen = [.. Enumerable.Range(number * count, count).Select(place => (long)order[place % order.Length])];
        return data.Train.Stream([chosen], resolution, task.MarginAt(resolution)).Single();
    }
}
