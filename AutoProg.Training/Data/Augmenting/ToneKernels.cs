using static TorchSharp.torch;

namespace AutoProg.Training.Data.Augmenting;

/// <summary>Operations that change every pixel by its value alone: pixels (N, C, S, S), one number per image (N, 1).</summary>
internal static class ToneKernels
{
    private const int Middle = 128;

    /// <summary>Stretches every channel to the whole range; a constant channel stays.</summary>
    public static Tensor AutoContrast(Tensor pixels, Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var low = pixels.amin([2, 3], keepdim: true);                                   // (N, C, 1, 1)
        var range = pixels.amax([2, 3], keepdim: true) - low;                           // (N, C, 1, 1)
        var stretched = pixels.sub(low).mul_(255).div_(range);                          // NaN where the range is 0
        return where(range.gt(0), stretched, pixels).MoveToOuterDisposeScope();
    }

    public static Tensor Invert(Tensor pixels, Tensor numbers) => pixels.neg().add_(255);

    /// <summary>Lowers each level to a multiple of a width: 1 keeps all, 256 leaves black.</summary>
    public static Tensor Posterize(Tensor pixels, Tensor width)
    {
        using var scope = NewDisposeScope();
        var step = PerImage(width);
        return pixels.round().div_(step).floor_().mul_(step).MoveToOuterDisposeScope();
    }

    /// <summary>Inverts pixels from a threshold up: 256 inverts none.</summary>
    public static Tensor Solarize(Tensor pixels, Tensor threshold)
    {
        using var scope = NewDisposeScope();
        return where(pixels.lt(PerImage(threshold)), pixels, Invert(pixels, threshold)).MoveToOuterDisposeScope();
    }

    /// <summary>Brightens the darker half of the levels, up to white: 0 brightens none.</summary>
    public static Tensor SolarizeAdd(Tensor pixels, Tensor addition)
    {
        using var scope = NewDisposeScope();
        var brighter = (pixels + PerImage(addition)).clamp_max_(255);
        return where(pixels.lt(Middle), brighter, pixels).MoveToOuterDisposeScope();
    }

    /// <summary>(N, 1) as (N, 1, 1, 1).</summary>
    public static Tensor PerImage(Tensor numbers) => numbers.view(-1, 1, 1, 1);
}
