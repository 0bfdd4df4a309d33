using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Growth;

/// <summary>Where the weights of a deeper network come from (arXiv 2203.14509, section 3.2).</summary>
public interface IGrowthOperator
{
    /// <summary>The block of the old network that a block of the new one copies.</summary>
    int SourceOf(int block, int from, int to);

    /// <summary>True where online weights restart from the momentum network.</summary>
    bool FromMomentum { get; }
}

/// <summary>Copies old blocks in order; repeated blocks go to the end.</summary>
public sealed class InterpolationGrowth : IGrowthOperator
{
    public bool FromMomentum => false;

    public int SourceOf(int block, int from, int to) => Interpolated(block, from, to);

    internal static int Interpolated(int block, int from, int to)
    {
        var (repeats, extra) = Math.DivRem(to, from);
        var single = from - extra;
        return block / repeats < single ? block / repeats : (block + single) / (repeats + 1);
    }
}

/// <summary>MoGrow: all online weights, old and new, become the momentum network mapped like <see cref="InterpolationGrowth"/>.</summary>
public sealed class MoGrow : IGrowthOperator
{
    public bool FromMomentum => true;

    public int SourceOf(int block, int from, int to) => InterpolationGrowth.Interpolated(block, from, to);
}

public static class GrowthOperators
{
    public static IGrowthOperator Create(GrowthOperatorKind kind) => kind switch
    {
        GrowthOperatorKind.Mogrow => new MoGrow(),
        GrowthOperatorKind.Interpolation => new InterpolationGrowth(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown growth operator."),
    };
}
