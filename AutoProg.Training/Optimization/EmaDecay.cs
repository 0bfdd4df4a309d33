namespace AutoProg.Training.Optimization;

/// <summary>How much of a momentum network one update keeps.</summary>
public static class EmaDecay
{
    /// <summary>
    /// The decay of update <paramref name="update"/> (0 for the first) that forgets half in so many steps. Early updates keep
    /// less, so that the initial weights fade at once. A half-life of 0 copies the online weights.
    /// </summary>
    public static double At(int update, double halfLifeSteps) =>
        halfLifeSteps > 0 ? Math.Min(Math.Pow(0.5, 1 / halfLifeSteps), (1.0 + update) / (10.0 + update)) : 0;
}
