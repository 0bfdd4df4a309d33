using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>
/// Operations that blend an image with a plainer one: pixels (N, C, S, S), a factor per image (N, 1). Factor 0 is the plain
/// image, 1 changes nothing, more exaggerates.
/// </summary>
internal static class BlendKernels
{
    private static readonly float[] Luma = [0.299f, 0.587f, 0.114f]; // ITU-R 601, as PIL.

    /// <summary>Plain is black.</summary>
    public static Tensor Brightness(Tensor pixels, Tensor factor)
    {
        using var scope = NewDisposeScope();
        return (pixels * ToneKernels.PerImage(factor)).clamp_(0, 255).MoveToOuterDisposeScope();
    }

    /// <summary>Plain is the grey image; images of one channel stay as they are.</summary>
    public static Tensor Color(Tensor pixels, Tensor factor)
    {
        using var scope = NewDisposeScope();
        return Blend(Grey(pixels), pixels, factor).MoveToOuterDisposeScope();
    }

    /// <summary>Plain is the mean grey.</summary>
    public static Tensor Contrast(Tensor pixels, Tensor factor)
    {
        using var scope = NewDisposeScope();
        return Blend(Grey(pixels).mean([1, 2, 3], keepdim: true), pixels, factor).MoveToOuterDisposeScope();
    }

    /// <summary>Plain is the image smoothed by a 3x3 kernel of ones with 5 in the middle; the outermost pixels stay.</summary>
    public static Tensor Sharpness(Tensor pixels, Tensor factor)
    {
        using var scope = NewDisposeScope();
        var plain = pixels.clone();
        var around = functional.avg_pool2d(pixels, 3, stride: 1, padding: 1);
        Inner(plain).mul_(4).add_(Inner(around), alpha: 9).div_(13);
        return Blend(plain, pixels, factor).MoveToOuterDisposeScope();
    }

    // (N, C, S-2, S-2), a view.
    private static Tensor Inner(Tensor pixels)
    {
        var side = Math.Max(0, pixels.shape[2] - 2);
        return pixels.narrow(2, 1, side).narrow(3, 1, side);
    }

    // (N, 1, S, S)
    private static Tensor Grey(Tensor pixels) =>
        pixels.shape[1] == 1 ? pixels : pixels.mul(tensor(Luma, 3, 1, 1, device: pixels.device)).sum(1, keepdim: true);

    private static Tensor Blend(Tensor plain, Tensor pixels, Tensor factor) =>
        (pixels - plain).mul_(ToneKernels.PerImage(factor)).add_(plain).clamp_(0, 255);
}
