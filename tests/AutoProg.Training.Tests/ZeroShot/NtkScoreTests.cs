using AutoProg.Training.ZeroShot;

namespace AutoProg.Training.Tests.ZeroShot;

public sealed class NtkScoreTests
{
    // Gradients (2, 0) and (3, 4): eigenvalues of [[4, 6], [6, 25]] are (29 ∓ √585) / 2.
    private static readonly NtkMatrix Kernel = new(2, [4, 6, 6, 25]);
    private static readonly double Small = (29 - Math.Sqrt(585)) / 2, Large = (29 + Math.Sqrt(585)) / 2;

    [Fact]
    public void The_plain_condition_is_the_ratio_of_the_outer_eigenvalues() =>
        Assert.Equal(Large / Small, NtkCondition.Plain(Kernel), 1e-9);

    [Fact]
    public void The_floor_is_a_share_of_the_mean_eigenvalue()
    {
        Assert.Equal(Large / (Small + 0.1 * 14.5), NtkCondition.Regularized(Kernel, 0.1), 1e-9);
        Assert.Equal(NtkCondition.Plain(Kernel), NtkCondition.Regularized(Kernel, 0), 1e-9);
    }

    [Fact]
    public void Cosines_forget_lengths() =>
        Assert.Equal((1 + 0.6) / (1 - 0.6), NtkCondition.OfCosines(Kernel, 0), 1e-9); // The cosine is 6 / (2 · 5).

    [Fact]
    public void Parallel_gradients_have_rank_1_and_no_finite_condition()
    {
        var parallel = new NtkMatrix(2, [1, 2, 2, 4]);

        Assert.Equal(1, EffectiveRank.Of(parallel), 1e-6);
        Assert.True(NtkCondition.Plain(parallel) > 1e12);
        Assert.InRange(NtkCondition.Regularized(parallel), 1e6, 3e6);
    }

    [Fact]
    public void Orthogonal_gradients_of_one_length_have_full_rank_and_condition_1()
    {
        var orthogonal = new NtkMatrix(3, [2, 0, 0, 0, 2, 0, 0, 0, 2]);

        Assert.Equal(3, EffectiveRank.Of(orthogonal), 1e-9);
        Assert.Equal(1, NtkCondition.Plain(orthogonal), 1e-9);
    }

    [Fact]
    public void A_model_without_gradients_gets_the_worst_number() =>
        Assert.Equal(double.MaxValue, NtkCondition.OfCosines(NtkMatrix.Zero(3)));
}
