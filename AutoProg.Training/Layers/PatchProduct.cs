using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A convolution whose stride is its kernel, as a matrix product over unfolded patches.</summary>
internal static class PatchProduct
{
    /// <summary>(N, C, H, W) to flat tokens (N·(H/P)·(W/P), D). As in a convolution, rows and columns that fill no patch are left out.</summary>
    public static Tensor Of(Tensor images, Conv2d proj)
    {
        var patches = Rows(images, proj.weight.shape[2]);                                           // (N·R·S, C·P·P)
        return functional.linear(patches, proj.weight.flatten(1), proj.bias);                       // (N·R·S, D)
    }

    /// <summary>Unfolded patches, (N, C, H, W) to (N·R·S, C·P·P).</summary>
    /// <param name="patch">Pixels per side, P.</param>
    public static Tensor Rows(Tensor images, long patch)
    {
        var (n, c, rows, columns) = (images.shape[0], images.shape[1], images.shape[2] / patch, images.shape[3] / patch);
        var whole = images.narrow(2, 0, rows * patch).narrow(3, 0, columns * patch);                // (N, C, R·P, S·P)
        return whole.view(n, c, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5)              // (N, R, S, C, P, P)
            .reshape(n * rows * columns, c * patch * patch);                                        // (N·R·S, C·P·P)
    }
}
