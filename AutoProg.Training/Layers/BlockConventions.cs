using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Layers;

/// <summary>Where the public implementations of the families differ inside a block.</summary>
internal static class BlockConventions
{
    public static double NormEpsilon(this ModelSpec spec) => spec.Family == ModelFamily.Volo ? 1e-5 : 1e-6;

    public static bool HasQkvBias(this ModelSpec spec) => spec.Family != ModelFamily.Volo;
}
