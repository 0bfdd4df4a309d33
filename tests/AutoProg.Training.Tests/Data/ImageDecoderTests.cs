using AutoProg.Training.Data;
using NetVips;

namespace AutoProg.Training.Tests.Data;

public sealed class ImageDecoderTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public void A_photo_taken_sideways_is_decoded_upright()
    {
        const int turnRight = 6;
        using var black = Image.Black(16, 8, bands: 3);
        using var tagged = black.Copy(interpretation: Enums.Interpretation.Srgb).Mutate(image => image.Set(GValue.GIntType, "orientation", turnRight));
        tagged.WriteToFile(temp["photo.jpg"]);

        var decoded = ImageDecoder.DecodeWhole(temp["photo.jpg"]);

        Assert.Equal((8, 16), (decoded.Width, decoded.Height));
    }

    [Fact]
    public void A_text_under_an_image_name_is_refused_by_name()
    {
        File.WriteAllText(temp["photo.jpg"], "no image");
        Assert.Contains(temp["photo.jpg"], Assert.Throws<InvalidDatasetException>(() => ImageDecoder.DecodeWhole(temp["photo.jpg"])).Message);
    }

    public void Dispose() => temp.Dispose();
}
