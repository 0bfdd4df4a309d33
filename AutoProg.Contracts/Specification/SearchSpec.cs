namespace AutoProg.Contracts.Specification;

/// <summary>What a candidate's time is.</summary>
public enum SearchCost
{
    /// <summary>The median of its own supernet training steps, the device synchronised around each.</summary>
    Measured,

    /// <summary>FLOPs of one training step: the same on every machine, so that a search can be repeated bit by bit.</summary>
    Flops,
}

/// <summary>
/// The search of a growth schedule: one-shot in a supernet (arXiv 2203.14509, section 3.3), or zero-shot by proxies of the
/// loaded weights (arXiv 2410.00350).
/// </summary>
public sealed record SearchSpec
{
    /// <summary>One-shot: epochs that each searched stage trains its supernet first; they count in the run's epochs.</summary>
    public int Epochs { get; set; } = 1;

    /// <summary>One-shot: batches of the held-out images that each reading takes.</summary>
    public int EvalBatches { get; set; } = 4;

    /// <summary>One-shot: readings of every candidate, evenly from the start of the last search epoch to its end; their mean is its loss.</summary>
    public int Readings { get; set; } = 3;

    /// <summary>Steps of each candidate that must be timed before its time counts; more are taken where training gives them.</summary>
    public int TimedSteps { get; set; } = 3;

    /// <summary>Zero-shot: images whose gradients span the neural tangent kernel.</summary>
    public int NtkSamples { get; set; } = 32;

    /// <summary>Zero-shot: batches whose gradients ZiCo takes the mean and deviation of.</summary>
    public int ZicoBatches { get; set; } = 8;

    public SearchCost Cost { get; set; } = SearchCost.Measured;

    /// <summary>Whose search it is; <see cref="SearchMode.Reference"/> stands for other values of the fields above.</summary>
    public SearchMode Mode { get; set; } = SearchMode.Default;
}
