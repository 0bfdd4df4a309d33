using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>How position vectors are resampled to another grid, always bicubic.</summary>
internal enum GridResampling
{
    /// <summary>To the size, with antialiasing: timm's ViTs.</summary>
    Antialiased,

    /// <summary>By the factor (g + 0.1) / G, without antialiasing: VOLO and DiT, as DINO.</summary>
    ByFactor,
}

/// <summary>
/// Resamples a square grid of position vectors to another grid: that is linear, so each grid
/// is one cached matrix, made by resampling the identity, and gradients flow through a product.
/// </summary>
internal sealed class PositionGrid(int side, GridResampling resampling) : IDisposable
{
    // On top of whole tokens: the authors' guard against a size that is rounded down.
    private const double Excess = 0.1;

    private readonly Dictionary<(long Rows, long Columns, DeviceType Type, int Index), Tensor> matrices = [];

    /// <summary>(G·G, D) to (rows·columns, D) in the same number format.</summary>
    public Tensor Resample(Tensor positions, long rows, long columns)
    {
        if (rows == side && columns == side)
        {
            return positions;
        }

        var resampled = MatrixFor(rows, columns, positions.device).matmul(positions.to(float32));
        return resampled.to(positions.dtype);
    }

    public void Dispose()
    {
        foreach (var matrix in matrices.Values)
        {
            matrix.Dispose();
        }

        matrices.Clear();
    }

    private Tensor MatrixFor(long rows, long columns, Device device)
    {
        var key = (rows, columns, device.type, device.index);
        if (!matrices.TryGetValue(key, out var matrix))
        {
            matrices[key] = matrix = MakeMatrix(rows, columns, device);
        }

        return matrix;
    }

    private Tensor MakeMatrix(long rows, long columns, Device device)
    {
        // A matrix first made while evaluating must be usable in training.
        using var training = inference_mode(false);
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var points = (long)side * side;
        var identity = eye(points).view(1, points, side, side);                                                // (1, G·G, G, G)
        var resized = resampling == GridResampling.Antialiased
            ? functional.interpolate(identity, [rows, columns], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true)
            : functional.interpolate(identity, scale_factor: [Factor(rows), Factor(columns)], mode: InterpolationMode.Bicubic, align_corners: false);
        return resized.view(points, rows * columns).t().contiguous().to(device).DetachFromDisposeScope();      // (rows·columns, G·G)
    }

    private double Factor(long tokens) => (tokens + Excess) / side;
}
