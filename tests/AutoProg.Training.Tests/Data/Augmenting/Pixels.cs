using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data.Augmenting;

/// <summary>Small square images written out.</summary>
internal static class Pixels
{
    /// <summary>Channels row after row, image after image: (N, C, S, S).</summary>
    public static Tensor Of(int channels, int side, params float[][] planes) =>
        tensor(planes.SelectMany(plane => plane).ToArray(), planes.Length / channels, channels, side, side);

    /// <summary>One number per image, (N, 1).</summary>
    public static Tensor Numbers(params float[] numbers) => tensor(numbers, numbers.Length, 1);

    /// <summary>Matrices, one per image, (N, 6).</summary>
    public static Tensor Matrices(params float[][] matrices) => tensor(matrices.SelectMany(matrix => matrix).ToArray(), matrices.Length, 6);

    public static void AssertEqual(Tensor expected, Tensor found, float within = 1e-3f)
    {
        Assert.Equal(expected.shape, found.shape);
        Assert.Equal(float32, found.dtype);
        Assert.InRange((expected - found).abs().max().item<float>(), 0, within);
    }
}
