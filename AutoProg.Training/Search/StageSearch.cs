using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;

namespace AutoProg.Training.Search;

/// <summary>
/// The one-shot search of one stage (arXiv 2203.14509, section 3.3): which candidate each supernet step trains, when they
/// are read, and what follows. All but measured times is a function of the seed and the step.
/// </summary>
internal sealed class StageSearch
{
    private readonly RunSpec spec;
    private readonly PlannedStage stage;
    private readonly int firstReading;
    private readonly Func<Candidate, double> flopsPerStep;
    private readonly Dictionary<Candidate, (List<double> Readings, List<double> StepSeconds)> measured;

    /// <param name="flopsPerStep">Of one training step of a candidate.</param>
    /// <param name="progress">Of a checkpoint in the middle of this search, or null.</param>
    public StageSearch(RunSpec spec, RunPlan plan, PlannedStage stage, Supernet supernet, Func<Candidate, double> flopsPerStep, SearchProgress? progress)
    {
        (this.spec, this.stage, Supernet, this.flopsPerStep) = (spec, stage, supernet, flopsPerStep);
        EndStep = stage.FirstStep + stage.SearchSteps;
        firstReading = Math.Max(stage.FirstStep, EndStep - plan.StepsPerEpoch);
        measured = supernet.Candidates.ToDictionary(candidate => candidate, _ => (new List<double>(), new List<double>()));
        foreach (var known in progress?.Candidates ?? [])
        {
            measured[known.Candidate].Readings.AddRange(known.Readings);
            measured[known.Candidate].StepSeconds.AddRange(known.StepSeconds);
        }
    }

    public Supernet Supernet { get; }

    /// <summary>Steps done when it decides.</summary>
    public int EndStep { get; }

    public SearchProgress Progress =>
        new(stage.Index, [.. Supernet.Candidates.Select(candidate => new CandidateProgress(candidate, [.. measured[candidate].Readings], [.. measured[candidate].StepSeconds]))]);

    public SearchStarted Started(double totalFlops) => new(stage.Index, stage.FirstStep, EndStep, Supernet.Size, Supernet.Candidates, totalFlops);

    /// <summary>The candidate that the step after <paramref name="step"/> finished ones trains: all of them in turn, each round in another order.</summary>
    public Candidate At(int step)
    {
        var (round, turn) = Math.DivRem(step - stage.FirstStep, Supernet.Candidates.Count);
        var random = new CounterRandom(spec.Seed, RandomPurpose.Candidates, stage.FirstStep + round);
        return Supernet.Candidates[random.Permutation(Supernet.Candidates.Count)[turn]];
    }

    /// <summary>True while a reading that was due after so many steps is still to be taken.</summary>
    public bool IsReadingDue(int step) => ReadingsTaken < spec.Search.Readings && step >= StepOfReading(ReadingsTaken);

    public void AddTime(Candidate candidate, double seconds) => measured[candidate].StepSeconds.Add(seconds);

    public CandidateRead AddReading(int step, Candidate candidate, double loss)
    {
        var readings = measured[candidate].Readings;
        readings.Add(loss);
        return new CandidateRead(stage.Index, step, candidate, readings.Count - 1, loss);
    }

    /// <param name="lastExponent">w of the search before, 0 for the first.</param>
    public StageDecided Decide(int step, double lastExponent)
    {
        var cost = spec.Search.Cost == SearchCost.Measured && measured.Values.All(one => one.StepSeconds.Count >= spec.Search.TimedSteps)
            ? SearchCost.Measured
            : SearchCost.Flops;
        return LossTimeObjective.Decide(stage.Index, step, cost, [.. Supernet.Candidates.Select(candidate => new CandidateMeasurement(
            candidate, measured[candidate].Readings, cost == SearchCost.Measured ? StepTime.Median(measured[candidate].StepSeconds) : flopsPerStep(candidate)))], lastExponent);
    }

    private int ReadingsTaken => measured[Supernet.Candidates[^1]].Readings.Count;

    private int StepOfReading(int reading) => firstReading + (int)((long)(EndStep - firstReading) * reading / (spec.Search.Readings - 1));
}
