using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>
/// Shears, shifts and turns images by bilinear sampling. A matrix of six numbers, row by row, maps a place of the result to
/// the place it is read from; an image spans -1 to 1 in both directions.
/// </summary>
/// <param name="fill">Per channel, 0 to 255: what lies outside.</param>
internal sealed class AffineWarp(float[] fill)
{
    /// <summary>Counter-clockwise about the middle.</summary>
    public static float[] Rotation(double degrees)
    {
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(degrees));
        return [(float)cosine, (float)-sine, 0, (float)sine, (float)cosine, 0];
    }

    /// <summary>Moves each row to the left by that many times its distance from the top.</summary>
    public static float[] ShearX(double slope) => [1, (float)slope, (float)slope, 0, 1, 0];

    /// <summary>Moves each column up by that many times its distance from the left.</summary>
    public static float[] ShearY(double slope) => [1, 0, 0, (float)slope, 1, (float)slope];

    /// <summary>To the left by a fraction of the side.</summary>
    public static float[] TranslateX(double fraction) => [1, 0, (float)(2 * fraction), 0, 1, 0];

    /// <summary>Up by a fraction of the side.</summary>
    public static float[] TranslateY(double fraction) => [1, 0, 0, 0, 1, (float)(2 * fraction)];

    /// <summary>Pixels (N, C, S, S) and matrices (N, 6) to pixels.</summary>
    public Tensor Apply(Tensor pixels, Tensor matrices)
    {
        using var scope = NewDisposeScope();
        var outside = tensor(fill, fill.Length, 1, 1, device: pixels.device);                           // (C, 1, 1)
        var places = functional.affine_grid(matrices.view(-1, 2, 3), pixels.shape, align_corners: false); // (N, S, S, 2)
        var inside = functional.grid_sample(pixels - outside, places, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
        return inside.add_(outside).MoveToOuterDisposeScope();                                          // (N, C, S, S)
    }
}
