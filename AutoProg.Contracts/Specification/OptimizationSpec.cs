namespace AutoProg.Contracts.Specification;

/// <summary>Number format of the forward and backward pass; master weights and optimizer state are always fp32.</summary>
public enum Precision
{
    Fp32,
    Bf16,
}

/// <summary>AdamW with linear warm-up and cosine decay.</summary>
public sealed record OptimizationSpec
{
    public int Epochs { get; init; } = 16;

    /// <summary>Images per optimizer step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Stops after so many steps, the learning-rate and growth schedules rescaled to fit; 0 runs all epochs.</summary>
    public int MaxSteps { get; init; }

    /// <summary>Peak learning rate, reached after the warm-up.</summary>
    public double LearningRate { get; init; } = 1e-3;

    public double MinLearningRate { get; init; } = 1e-5;
    public double WarmupEpochs { get; init; } = 1;
    public double WarmupLearningRate { get; init; } = 1e-6;
    public double WeightDecay { get; init; } = 0.05;
    public double Beta1 { get; init; } = 0.9;
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Largest global gradient norm; 0 clips nothing.</summary>
    public double ClipNorm { get; init; }

    /// <summary>0 trains on hard labels.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Half-life of the momentum network as a fraction of a growth stage; 0 copies the online weights.</summary>
    public double EmaHalfLife { get; init; } = 0.05;

    public Precision Precision { get; init; } = Precision.Fp32;
}
