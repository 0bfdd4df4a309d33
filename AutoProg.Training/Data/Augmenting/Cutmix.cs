using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>
/// Cutmix (arXiv 1905.04899): one rectangle for the whole batch comes from its reverse. It has 1 - Beta(alpha, alpha) of the
/// area, less what would lie outside the image, and is centred anywhere.
/// </summary>
internal sealed class Cutmix(double alpha) : IMix
{
    public (Tensor Images, double Kept) Mix(Tensor images, ref CounterRandom random)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)images.shape[2], (int)images.shape[3]);
        var box = Around(random.Below(height), random.Below(width), SymmetricBeta.Draw(ref random, alpha), height, width);
        var mixed = images.clone();
        Inside(mixed, box).copy_(Inside(images.flip(0), box));
        return (mixed.MoveToOuterDisposeScope(), 1 - (double)box.Area / (height * width));
    }

    /// <summary>The rectangle about a pixel that leaves a fraction of an image, cut off at the border; its sides are even.</summary>
    public static PixelBox Around(int row, int column, double kept, int height, int width)
    {
        var side = Math.Sqrt(1 - kept);
        var (up, left) = ((int)(height * side) / 2, (int)(width * side) / 2);
        var (top, bottom) = (Math.Max(0, row - up), Math.Min(height, row + up));
        var (first, end) = (Math.Max(0, column - left), Math.Min(width, column + left));
        return new(top, first, bottom - top, end - first);
    }

    private static Tensor Inside(Tensor images, PixelBox box) => images.narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width);
}
