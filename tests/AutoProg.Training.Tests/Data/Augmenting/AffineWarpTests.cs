using AutoProg.Training.Data.Augmenting;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class AffineWarpTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Translations_bring_in_the_fill() => Pixels.AssertEqual(
        Pixels.Of(1, 3, [2, 3, 9, 5, 6, 9, 8, 9, 9], [9, 1, 2, 9, 4, 5, 9, 7, 8], [4, 5, 6, 7, 8, 9, 9, 9, 9], [9, 9, 9, 1, 2, 3, 4, 5, 6]),
        Warp(AffineWarp.TranslateX(1 / 3.0), AffineWarp.TranslateX(-1 / 3.0), AffineWarp.TranslateY(1 / 3.0), AffineWarp.TranslateY(-1 / 3.0)));

    [Fact]
    public void Half_a_pixel_is_the_mean_of_two() => Pixels.AssertEqual(
        Pixels.Of(1, 3, [1.5f, 2.5f, 6, 4.5f, 5.5f, 7.5f, 7.5f, 8.5f, 9]), Warp(AffineWarp.TranslateX(1 / 6.0)));

    [Fact]
    public void Rotations_turn_counter_clockwise_about_the_middle() => Pixels.AssertEqual(
        Pixels.Of(1, 3, [3, 6, 9, 2, 5, 8, 1, 4, 7], [7, 4, 1, 8, 5, 2, 9, 6, 3], [9, 8, 7, 6, 5, 4, 3, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        Warp(AffineWarp.Rotation(90), AffineWarp.Rotation(-90), AffineWarp.Rotation(180), AffineWarp.Rotation(0)));

    [Fact]
    public void Shears_move_rows_or_columns_by_their_distance_from_the_corner() => Pixels.AssertEqual(
        Pixels.Of(1, 3, [2, 3, 9, 9, 9, 9, 9, 9, 9], [4, 9, 9, 7, 9, 9, 9, 9, 9], [9, 1, 2, 9, 9, 9, 9, 9, 9]),
        Warp(AffineWarp.ShearX(2), AffineWarp.ShearY(2), AffineWarp.ShearX(-2)));

    [Fact]
    public void Every_channel_has_its_own_fill()
    {
        var found = new AffineWarp([10, 20, 30]).Apply(ones(1, 3, 4, 4), Pixels.Matrices(AffineWarp.TranslateX(1)));
        Pixels.AssertEqual(tensor(new float[] { 10, 20, 30 }, 3, 1, 1).expand(1, 3, 4, 4), found);
    }

    public void Dispose() => scope.Dispose();

    // The digits 1 to 9 by each matrix; outside is 9.
    private static Tensor Warp(params float[][] matrices) => new AffineWarp([9]).Apply(
        arange(1f, 10f).view(1, 1, 3, 3).expand(matrices.Length, -1, -1, -1), Pixels.Matrices(matrices));
}
