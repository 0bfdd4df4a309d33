namespace AutoProg.Contracts.Specification;

/// <summary>How a pre-trained model is fine-tuned: by AutoProg-Zero (arXiv 2410.00350), or by what else is usual.</summary>
public sealed record FineTuningSpec
{
    /// <summary>Which blocks a stage trains that does not train all of them.</summary>
    public UnfreezingOrder Unfreezing { get; set; } = UnfreezingOrder.Contiguous;

    /// <summary>Tells the model which stage it is in by a learned embedding, zero at first: the Unique Stage Identifier.</summary>
    public bool StageIds { get; set; } = true;

    /// <summary>How a search weighs what it may train.</summary>
    public UnfreezingRule Rule { get; set; } = UnfreezingRule.GainPerCost;

    /// <summary>With <see cref="UnfreezingRule.GainPerCost"/>: how much a candidate must gain for its cost to be taken before the cheapest.</summary>
    public double LeastGain { get; set; } = 1;

    /// <summary>What trains; all but the full method freeze the blocks and know no stages.</summary>
    public FineTuningMethod Method { get; set; } = FineTuningMethod.Full;

    /// <summary>Of a change by LoRA, r.</summary>
    public int LoraRank { get; set; } = 8;

    /// <summary>Scale of a change by LoRA, α: it counts α / r times.</summary>
    public double LoraAlpha { get; set; } = 16;

    /// <summary>Starts the classifier, or the table of labels, anew even where the weights have as many classes.</summary>
    public bool FreshHead { get; set; }
}
