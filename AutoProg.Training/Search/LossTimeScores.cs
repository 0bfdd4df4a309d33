namespace AutoProg.Training.Search;

/// <summary>L · T^w of candidates, where L = a · T^-w fits all of them (arXiv 2203.14509, section 3.3).</summary>
/// <param name="Exponent">w; 0 where slower candidates are no better.</param>
/// <param name="Scores">In the order of the candidates; the lowest is best.</param>
internal sealed record LossTimeScores(double Exponent, IReadOnlyList<double> Scores)
{
    // Two points lie on a power law whatever they are.
    private const int FewestToFit = 3;

    // Beyond it, T^w leaves the range of doubles in some unit of T; then T is taken relative to its mean.
    private const double SteepestPlain = 20;

    private const double Tie = 1e-9;

    /// <param name="lastExponent">w of the search before, for too few candidates to fit one.</param>
    public static LossTimeScores Of(IReadOnlyList<double> losses, IReadOnlyList<double> times, double lastExponent)
    {
        var exponent = losses.Count < FewestToFit ? lastExponent : Math.Max(-PowerLaw.Exponent(times, losses), 0);
        var unit = exponent > SteepestPlain ? Math.Exp(times.Average(time => Math.Log(time))) : 1;
        return new(exponent, [.. losses.Zip(times, (loss, time) => loss * Math.Pow(time / unit, exponent))]);
    }

    /// <summary>Lowest score first, ties by time.</summary>
    public static int Compare((double Score, double Time) one, (double Score, double Time) other) =>
        Math.Abs(one.Score / other.Score - 1) < Tie ? one.Time.CompareTo(other.Time) : one.Score.CompareTo(other.Score);
}
