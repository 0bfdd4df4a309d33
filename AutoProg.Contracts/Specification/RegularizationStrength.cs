namespace AutoProg.Contracts.Specification;

/// <summary>How strongly one growth stage regularises: what ramps up with the stages (arXiv 2203.14509).</summary>
/// <param name="RandAugment">Magnitude, a whole number; 0 distorts nothing.</param>
/// <param name="RandomErasing">Probability per image.</param>
/// <param name="DropPath">Rate of the last block at full depth.</param>
public sealed record RegularizationStrength(int RandAugment, double RandomErasing, double DropPath)
{
    /// <summary>Of one stage; a search that trains the supernet takes the last.</summary>
    /// <param name="stage">0 for the first.</param>
    /// <param name="stages">Stages of the schedule.</param>
    public static RegularizationStrength At(RunSpec spec, int stage, int stages)
    {
        var full = spec.Regularization;
        return new(
            (int)Math.Round(Ramp(full.RandAugment, full.SmallestRandAugment), MidpointRounding.ToEven), // 4.5 is 4 for the authors.
            Ramp(full.RandomErasing, full.SmallestRandomErasing),
            Ramp(spec.Model.DropPath, full.SmallestDropPath));

        double Ramp(double value, double smallest) => GrowthGrid.Ramp(value, smallest, stage, stages);
    }
}
