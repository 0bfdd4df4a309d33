using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Growth;

/// <summary>Copies old blocks in order; repeated blocks go to the end.</summary>
public class InterpolationGrowth : IGrowthOperator
{
    public virtual bool FromMomentum => false;

    public virtual bool SilencesNewBlocks => false;

    public virtual int? SourceOf(int block, int from, int to) => Depths.SourceOf(block, from, to);

    public bool IsNew(int block, int from, int to) => Depths.IsNew(block, from, to);
}

/// <summary>MoGrow: all online weights, old and new, become the momentum network mapped like <see cref="InterpolationGrowth"/>.</summary>
public sealed class MoGrow : InterpolationGrowth
{
    public override bool FromMomentum => true;
}

/// <summary>Interpolation whose new blocks have zero residual output projections: the grown network computes the same function.</summary>
public sealed class IdentityGrowth : InterpolationGrowth
{
    public override bool SilencesNewBlocks => true;
}

/// <summary>Old blocks where interpolation puts them, fresh weights between them.</summary>
public sealed class RandomGrowth : InterpolationGrowth
{
    public override int? SourceOf(int block, int from, int to) => IsNew(block, from, to) ? null : base.SourceOf(block, from, to);
}

/// <summary>The old network on top of itself.</summary>
public sealed class StackingGrowth : IGrowthOperator
{
    public int? SourceOf(int block, int from, int to) => block % from;

    public bool IsNew(int block, int from, int to) => block >= from;
}

public static class GrowthOperators
{
    public static IGrowthOperator Create(GrowthOperatorKind kind) => kind switch
    {
        GrowthOperatorKind.Mogrow => new MoGrow(),
        GrowthOperatorKind.Interpolation => new InterpolationGrowth(),
        GrowthOperatorKind.Stacking => new StackingGrowth(),
        GrowthOperatorKind.Identity => new IdentityGrowth(),
        GrowthOperatorKind.Random => new RandomGrowth(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown growth operator."),
    };
}
