namespace AutoProg.Contracts.Specification;

/// <summary>Which parameters of a pre-trained model train. What depends on the labels, the classifier or the vectors of labels and stages, always does.</summary>
public enum FineTuningMethod
{
    /// <summary>Blocks as the schedule unfreezes them, and all that lies outside of blocks.</summary>
    Full,

    /// <summary>Biases, norms, and a new scale of what attention and MLP of each block add (DiffFit, arXiv 2304.06648).</summary>
    Diffit,

    /// <summary>A new low-rank change of the matrices of attention and MLP of each block (LoRA, arXiv 2106.09685).</summary>
    Lora,

    /// <summary>The last layer alone.</summary>
    LinearProbe,
}
