namespace AutoProg.Contracts.Specification;

/// <summary>The dimensions that a VOLO has beside those of its transformers (arXiv 2106.13112); the defaults are VOLO-D1's.</summary>
public sealed record VoloSpec
{
    /// <summary>Outlooker tokens per side of one transformer token.</summary>
    public const int Pooling = 2;

    /// <summary>Tokens per side of the window that outlook attention mixes.</summary>
    public const int Window = 3;

    /// <summary>Tokens from one window to the next.</summary>
    public const int WindowStride = 2;

    /// <summary>Channels of the three convolutions that come before the patches.</summary>
    public int StemWidth { get; set; } = 64;

    /// <summary>Channels of the outlookers.</summary>
    public int OutlookWidth { get; set; } = 192;

    public int OutlookHeads { get; set; } = 6;

    /// <summary>
    /// Outlookers, then transformers of each stage, at full depth; they add up to the depth. Empty for AutoProg's elastic
    /// family: one stage of transformers, and <c>round_to(0.23 * depth, 2)</c> outlookers at every depth.
    /// </summary>
    public IReadOnlyList<int> Blocks { get; set => field = value ?? []; } = []; // JSON may leave it out.

    /// <summary>Class-attention blocks after the transformers; no part of the depth.</summary>
    public int ClassBlocks { get; set; } = 2;

    // A list compares by reference, which would make equal models differ.
    public bool Equals(VoloSpec? other) =>
        other is not null
        && (StemWidth, OutlookWidth, OutlookHeads, ClassBlocks) == (other.StemWidth, other.OutlookWidth, other.OutlookHeads, other.ClassBlocks)
        && Blocks.SequenceEqual(other.Blocks);

    public override int GetHashCode() => HashCode.Combine(StemWidth, OutlookWidth, OutlookHeads, ClassBlocks, Blocks.Count);
}
