namespace AutoProg.Training.ZeroShot;

/// <summary>exp of the entropy of a kernel's eigenvalues as shares of their sum: 1 where all gradients are parallel, B where they are orthogonal and equally long.</summary>
public static class EffectiveRank
{
    public static double Of(NtkMatrix kernel)
    {
        var positive = kernel.Eigenvalues.Where(value => value > 0).ToArray();
        var sum = positive.Sum();
        return Math.Exp(-positive.Sum(value => value / sum * Math.Log(value / sum)));
    }
}
