using AutoProg.Training.Data;
using AutoProg.Training.Samples;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Samples;

public sealed class SampleGridTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void Images_stand_row_after_row_with_black_between(int columns)
    {
        using var scope = NewDisposeScope();
        var images = tensor(new byte[] { 1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24 }, 3, 1, 2, 2);

        SampleGrid.Write(temp["grid.png"], images, columns);

        var grid = ImageDecoder.DecodeWhole(temp["grid.png"]);
        byte[] expected =
        [
            1, 2, 0, 0, 11, 12,
            3, 4, 0, 0, 13, 14,
            0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0,
            21, 22, 0, 0, 0, 0,
            23, 24, 0, 0, 0, 0,
        ];
        Assert.Equal((6, 6), (grid.Width, grid.Height));
        Assert.Equal(expected.SelectMany(grey => Enumerable.Repeat(grey, 3)), grid.Pixels);
        Assert.Equal([temp["grid.png"]], Directory.GetFiles(temp.Root));
    }

    [Fact]
    public void Colours_stay_and_an_old_file_is_replaced()
    {
        using var scope = NewDisposeScope();
        File.WriteAllText(temp["grid.png"], "old");

        SampleGrid.Write(temp["grid.png"], tensor(new byte[] { 10, 20, 30 }, 1, 3, 1, 1));

        Assert.Equal([10, 20, 30], ImageDecoder.DecodeWhole(temp["grid.png"]).Pixels);
    }

    public void Dispose() => temp.Dispose();
}
