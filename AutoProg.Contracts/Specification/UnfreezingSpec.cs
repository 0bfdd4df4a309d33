namespace AutoProg.Contracts.Specification;

/// <summary>Which blocks train where only some do (arXiv 2410.00350).</summary>
public enum UnfreezingOrder
{
    /// <summary>Every K-th block, then the ones after those: block b where b mod K &lt; l.</summary>
    Interleaved,

    /// <summary>What the authors' released code trains: name prefixes without a dot, of 28 blocks in four groups.</summary>
    Released,

    /// <summary>The last ones, so that the backward pass ends at the lowest of them.</summary>
    Contiguous,
}

/// <summary>How the candidates of an unfreezing search are weighed against each other.</summary>
public enum UnfreezingRule
{
    /// <summary>A weighted sum of ranks by time, NTK condition and ZiCo (arXiv 2410.00350).</summary>
    RankVote,

    /// <summary>A proxy's relative gain over the relative cost, against the cheapest candidate.</summary>
    GainPerCost,

    /// <summary>L · T^w of held-out loss and time (arXiv 2203.14509, section 3.3).</summary>
    LossTime,
}
