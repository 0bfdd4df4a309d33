using AutoProg.Training.Data;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class CenterCropParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("center-crop.safetensors");
    private readonly TempFolder temp = new();

    [Fact(DisplayName = "center-crop: decoded pixels")]
    public void center_crop_pixels_match()
    {
        using var scope = NewDisposeScope();
        var images = fixture.Below("in/png").Keys;
        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Equal(fixture[$"in/pixels{image}"].data<byte>().ToArray(), Decode(image).Pixels));
    }

    [Fact(DisplayName = "center-crop: box, bicubic and crop")]
    public void center_crop_steps_match()
    {
        using var scope = NewDisposeScope();
        var cases = fixture.Below("out/img").Keys.Select(name => name.Split('/')[0]).Distinct().ToArray();
        Assert.NotEmpty(cases);
        Assert.All(cases, name =>
        {
            var (image, side) = name.Split('_') is [var number, var target] ? (Decode(number), int.Parse(target)) : throw new InvalidDataException(name);
            var halved = image.Halved(side);
            fixture.AssertMatches($"out/img{name}/box", AsTensor(halved));
            fixture.AssertMatches($"out/img{name}/bicubic", AsTensor(halved.Fitted(side)));
            fixture.AssertMatches($"out/img{name}/crop", AsTensor(CentreCrop.Of(image, side)));
        });
    }

    public void Dispose()
    {
        fixture.Dispose();
        temp.Dispose();
    }

    private RgbImage Decode(string image)
    {
        File.WriteAllBytes(temp["image.png"], fixture[$"in/png{image}"].data<byte>().ToArray());
        return ImageDecoder.DecodeWhole(temp["image.png"]);
    }

    private static Tensor AsTensor(RgbImage image) => tensor(image.Pixels, image.Height, image.Width, RgbImage.Channels);
}
