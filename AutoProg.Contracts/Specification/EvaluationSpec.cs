namespace AutoProg.Contracts.Specification;

/// <summary>What is measured while training, and how often.</summary>
public sealed record EvaluationSpec
{
    /// <summary>Epochs between evaluations on the test images; the last epoch is always evaluated.</summary>
    public int EveryEpochs { get; set; } = 1;

    /// <summary>Steps between points of the training curves.</summary>
    public int LogEverySteps { get; set; } = 10;

    /// <summary>Steps between checkpoints; growth points and the end are always saved.</summary>
    public int CheckpointEverySteps { get; set; } = 500;

    /// <summary>Fits softmax regression on the same images, as the line to beat.</summary>
    public bool LinearBaseline { get; set; } = true;
}
