namespace AutoProg.Training.Data.Augmenting;

/// <summary>The operations of RandAugment (arXiv 1909.13719), as in timm's increasing set: a higher level changes an image more.</summary>
internal static class ImageOperations
{
    /// <summary>Levels are from 0 to this.</summary>
    public const double HighestLevel = 10;

    /// <param name="fill">Per channel, 0 to 255: what a warp brings in from outside.</param>
    public static IReadOnlyList<ImageOperation> Increasing(float[] fill)
    {
        ImageKernel warp = new AffineWarp(fill).Apply;
        return
        [
            new("AutoContrast", ToneKernels.AutoContrast, false, Unused),
            new("Equalize", Equalization.Apply, false, Unused),
            new("Invert", ToneKernels.Invert, false, Unused),
            new("Rotate", warp, true, level => AffineWarp.Rotation(30 * level / HighestLevel)),
            new("PosterizeIncreasing", ToneKernels.Posterize, false, level => [1 << (4 + (int)(level / HighestLevel * 4))]),
            new("SolarizeIncreasing", ToneKernels.Solarize, false, level => [256 - (int)(level / HighestLevel * 256)]),
            new("SolarizeAdd", ToneKernels.SolarizeAdd, false, level => [(int)(level / HighestLevel * 110)]),
            new("ColorIncreasing", BlendKernels.Color, true, BlendFactor),
            new("ContrastIncreasing", BlendKernels.Contrast, true, BlendFactor),
            new("BrightnessIncreasing", BlendKernels.Brightness, true, BlendFactor),
            new("SharpnessIncreasing", BlendKernels.Sharpness, true, BlendFactor),
            new("ShearX", warp, true, level => AffineWarp.ShearX(0.3 * level / HighestLevel)),
            new("ShearY", warp, true, level => AffineWarp.ShearY(0.3 * level / HighestLevel)),
            new("TranslateXRel", warp, true, level => AffineWarp.TranslateX(0.45 * level / HighestLevel)),
            new("TranslateYRel", warp, true, level => AffineWarp.TranslateY(0.45 * level / HighestLevel)),
        ];
    }

    private static float[] Unused(double level) => [(float)level];

    private static float[] BlendFactor(double level) => [(float)Math.Max(0.1, 1 + 0.9 * level / HighestLevel)];
}
