using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>Windows of 1x1, 5x5, twice 3x3, and pooling, side by side: (N, C, H, W) to (N, 224 + pooled, H, W).</summary>
internal sealed class InceptionA : Module<Tensor, Tensor>
{
    private readonly NormedConvolution branch1x1, branch5x5_1, branch5x5_2, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3, branch_pool;

    public InceptionA(int inputs, int pooled) : base(nameof(InceptionA))
    {
        branch1x1 = new(inputs, 64, (1, 1));
        branch5x5_1 = new(inputs, 48, (1, 1));
        branch5x5_2 = new(48, 64, (5, 5), padded: true);
        branch3x3dbl_1 = new(inputs, 64, (1, 1));
        branch3x3dbl_2 = new(64, 96, (3, 3), padded: true);
        branch3x3dbl_3 = new(96, 96, (3, 3), padded: true);
        branch_pool = new(inputs, pooled, (1, 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var single = branch1x1.call(maps);
        var wide = branch5x5_2.call(branch5x5_1.call(maps));
        var twice = branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(maps)));
        var pool = branch_pool.call(Pooling.Average(maps));
        return cat([single, wide, twice, pool], 1).MoveToOuterDisposeScope();
    }
}
