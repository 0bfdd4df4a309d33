using AutoProg.Runs;
using NetVips;
using static TorchSharp.torch;

namespace AutoProg.Training.Samples;

/// <summary>Many images as one picture, row after row, with black lines between.</summary>
public static class SampleGrid
{
    private const int Gap = 2;

    /// <summary>Writes a PNG; whoever reads it meanwhile sees the old file or the new one.</summary>
    /// <param name="images">uint8 (N, C, H, W), one or more, grey or RGB, on any device.</param>
    /// <param name="columns">Images per row; 0 makes the grid about square.</param>
    public static void Write(string path, Tensor images, int columns = 0)
    {
        using var scope = NewDisposeScope();
        var grid = Arrange(images.cpu(), columns > 0 ? columns : (int)Math.Ceiling(Math.Sqrt(images.shape[0])));
        var (height, width, channels) = ((int)grid.shape[0], (int)grid.shape[1], (int)grid.shape[2]);
        using var picture = Image.NewFromMemory(grid.bytes.ToArray(), width, height, channels, Enums.BandFormat.Uchar);
        using var tagged = picture.Copy(interpretation: channels == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        WholeFile.Write(path, stream => stream.Write(tagged.PngsaveBuffer()));
    }

    // A black gap right of and below every image, and black images to fill the last row.
    private static Tensor Arrange(Tensor images, int columns)
    {
        var (n, channels, height, width) = (images.shape[0], images.shape[1], images.shape[2] + Gap, images.shape[3] + Gap);
        var rows = (n + columns - 1) / columns;
        var cells = zeros(rows * columns, channels, height, width, uint8);                                 // (N', C, H', W')
        cells.narrow(0, 0, n).narrow(2, 0, height - Gap).narrow(3, 0, width - Gap).copy_(images);
        return cells.view(rows, columns, channels, height, width).permute(0, 3, 1, 4, 2)                   // (R, H', K, W', C)
            .reshape(rows * height, columns * width, channels)
            .narrow(0, 0, rows * height - Gap).narrow(1, 0, columns * width - Gap)
            .contiguous();                                                                                 // (R H' - gap, K W' - gap, C)
    }
}
