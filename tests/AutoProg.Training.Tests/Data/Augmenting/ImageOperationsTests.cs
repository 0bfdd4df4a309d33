using AutoProg.Training.Data.Augmenting;

namespace AutoProg.Training.Tests.Data.Augmenting;

public sealed class ImageOperationsTests
{
    private static readonly IReadOnlyList<ImageOperation> Operations = ImageOperations.Increasing([128]);

    [Fact]
    public void The_set_is_the_increasing_one_of_timm() => Assert.Equal(
        [
            "AutoContrast", "Equalize", "Invert", "Rotate", "PosterizeIncreasing", "SolarizeIncreasing", "SolarizeAdd",
            "ColorIncreasing", "ContrastIncreasing", "BrightnessIncreasing", "SharpnessIncreasing",
            "ShearX", "ShearY", "TranslateXRel", "TranslateYRel",
        ],
        Operations.Select(operation => operation.Name));

    [Theory]
    [InlineData("PosterizeIncreasing", 0, 16)] // The four highest bits stay.
    [InlineData("PosterizeIncreasing", 9, 128)] // One bit.
    [InlineData("PosterizeIncreasing", 10, 256)] // None.
    [InlineData("SolarizeIncreasing", 0, 256)]
    [InlineData("SolarizeIncreasing", 9, 26)]
    [InlineData("SolarizeIncreasing", 10, 0)]
    [InlineData("SolarizeAdd", 0, 0)]
    [InlineData("SolarizeAdd", 9, 99)]
    [InlineData("SolarizeAdd", 10, 110)]
    [InlineData("ColorIncreasing", 9, 1.81)]
    [InlineData("ContrastIncreasing", -9, 0.19)]
    [InlineData("BrightnessIncreasing", -10, 0.1)]
    [InlineData("SharpnessIncreasing", 0, 1)]
    public void Levels_become_the_numbers_of_timm(string name, double level, double expected) =>
        Assert.Equal(expected, Assert.Single(Find(name).Numbers(level)), 1e-6);

    [Fact]
    public void Shears_reach_three_tenths()
    {
        Assert.Equal([1, 0.3f, 0.3f, 0, 1, 0], Find("ShearX").Numbers(10));
        Assert.Equal([1, 0, 0, -0.3f, 1, -0.3f], Find("ShearY").Numbers(-10));
    }

    [Fact]
    public void Rotations_reach_thirty_degrees_and_translations_nine_twentieths()
    {
        Assert.Equal(Math.Sin(Math.PI / 6), Find("Rotate").Numbers(10)[3], 1e-6);
        Assert.Equal(-Math.Sin(Math.PI / 6), Find("Rotate").Numbers(-10)[3], 1e-6);
        Assert.Equal(2 * 0.45, Find("TranslateXRel").Numbers(10)[2], 1e-6);
        Assert.Equal(-2 * 0.45, Find("TranslateYRel").Numbers(-10)[5], 1e-6);
    }

    private static ImageOperation Find(string name) => Operations.Single(operation => operation.Name == name);
}
