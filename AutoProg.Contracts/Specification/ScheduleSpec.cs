namespace AutoProg.Contracts.Specification;

/// <summary>Who decides how the model grows.</summary>
public enum ScheduleKind
{
    /// <summary>Full size from the first step.</summary>
    None,

    /// <summary>Stages given beforehand: linear ramps, or a list.</summary>
    Manual,

    /// <summary>Each stage but the last is searched in an elastic supernet (arXiv 2203.14509, section 3.3).</summary>
    AutoprogOne,

    /// <summary>Each stage but the last is chosen by zero-shot proxies: what to unfreeze, and at which resolution (arXiv 2410.00350).</summary>
    AutoprogZero,

    /// <summary>Stages that another run found, without searching again.</summary>
    Replay,
}

/// <summary>How a grown network takes its weights from the smaller one (arXiv 2203.14509, section 3.2).</summary>
public enum GrowthOperatorKind
{
    /// <summary>From the momentum network, blocks repeated in order.</summary>
    Mogrow,

    /// <summary>From the online network, blocks repeated in order.</summary>
    Interpolation,

    /// <summary>From the online network, its blocks repeated as a whole.</summary>
    Stacking,

    /// <summary>As interpolation, but new blocks add nothing yet: the grown network computes the same function.</summary>
    Identity,

    /// <summary>New blocks start fresh.</summary>
    Random,
}

/// <summary>One stage of a growth schedule.</summary>
/// <param name="StartFraction">Where it starts, as a fraction of the epochs: 0 is the beginning; below 1.</param>
/// <param name="Resolution">Pixels per side of its training images.</param>
/// <param name="Depth">Blocks it trains.</param>
public sealed record GrowthStage(double StartFraction, int Resolution, int Depth)
{
    /// <summary>True where both train the same network on the same resolution, whenever they start.</summary>
    public bool SameSize(GrowthStage other) => (Resolution, Depth) == (other.Resolution, other.Depth);
}

/// <summary>The growth schedule of a run.</summary>
public sealed record ScheduleSpec
{
    public ScheduleKind Kind { get; set; } = ScheduleKind.Manual;

    /// <summary>Number of stages of the linear ramps, K.</summary>
    public int StageCount { get; set; } = 4;

    /// <summary>Resolution of the first stage as a fraction of the last; 1 keeps it constant. A search looks no lower.</summary>
    public double SmallestResolution { get; set; } = 0.5;

    /// <summary>Depth of the first stage as a fraction of the last; 1 keeps it constant. A search looks no lower.</summary>
    public double SmallestDepth { get; set; } = 0.5;

    public GrowthOperatorKind Operator { get; set; } = GrowthOperatorKind.Mogrow;

    /// <summary>Explicit stages in place of the linear ramps, or null. The last one must be full size. A search takes only their starts.</summary>
    public IReadOnlyList<GrowthStage>? Stages { get; set; }
}
