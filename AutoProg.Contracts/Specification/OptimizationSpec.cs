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
    public int Epochs { get; set; } = 16;

    /// <summary>Images per optimizer step.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>Stops after so many steps, the learning-rate and growth schedules rescaled to fit; 0 runs all epochs.</summary>
    public int MaxSteps { get; set; }

    /// <summary>Peak learning rate, reached after the warm-up.</summary>
    public double LearningRate { get; set; } = 1e-3;

    public double MinLearningRate { get; set; } = 1e-5;
    public double WarmupEpochs { get; set; } = 1;
    public double WarmupLearningRate { get; set; } = 1e-6;
    public double WeightDecay { get; set; } = 0.05;
    public double Beta1 { get; set; } = 0.9;
    public double Beta2 { get; set; } = 0.999;

    /// <summary>Largest global gradient norm; 0 clips nothing.</summary>
    public double ClipNorm { get; set; }

    /// <summary>0 trains on hard labels.</summary>
    public double LabelSmoothing { get; set; } = 0.1;

    /// <summary>Half-life of the momentum network as a fraction of a growth stage; 0 copies the online weights.</summary>
    public double EmaHalfLife { get; set; } = 0.05;

    public Precision Precision { get; set; } = Precision.Fp32;
}
