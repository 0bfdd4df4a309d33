using static TorchSharp.torch;

namespace AutoProg.Training.Layers;

internal static class TokenRows
{
    /// <summary>The first <paramref name="rows"/> tokens of each image, (N·T, D) to (N·rows, D).</summary>
    public static Tensor First(Tensor tokens, long images, long rows)
    {
        var width = tokens.shape[1];
        return tokens.view(images, -1, width).narrow(1, 0, rows).reshape(-1, width);
    }
}
