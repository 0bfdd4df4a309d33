namespace AutoProg.Training.Growth;

/// <summary>Where the weights of a deeper network come from (arXiv 2203.14509, section 3.2).</summary>
public interface IGrowthOperator
{
    /// <summary>True where online weights restart from the momentum network.</summary>
    bool FromMomentum => false;

    /// <summary>True where new blocks begin by adding nothing to their input.</summary>
    bool SilencesNewBlocks => false;

    /// <summary>The block of the old network that a block of the new one copies, or null where it starts fresh.</summary>
    int? SourceOf(int block, int from, int to);

    /// <summary>True where a block of the grown network has no counterpart of its own in the old one.</summary>
    bool IsNew(int block, int from, int to);
}
