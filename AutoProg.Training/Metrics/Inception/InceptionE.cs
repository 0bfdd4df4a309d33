using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>Windows of 3x3 and twice 3x3 that fork into a row and a column, beside 1x1 and pooling: (N, C, H, W) to (N, 2048, H, W).</summary>
internal sealed class InceptionE : Module<Tensor, Tensor>
{
    private readonly NormedConvolution branch1x1, branch3x3_1, branch3x3_2a, branch3x3_2b;
    private readonly NormedConvolution branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3a, branch3x3dbl_3b, branch_pool;
    private readonly Func<Tensor, Tensor> pooling;

    public InceptionE(int inputs, Func<Tensor, Tensor> pooling) : base(nameof(InceptionE))
    {
        this.pooling = pooling;
        branch1x1 = new(inputs, 320, (1, 1));
        branch3x3_1 = new(inputs, 384, (1, 1));
        branch3x3_2a = new(384, 384, (1, 3), padded: true);
        branch3x3_2b = new(384, 384, (3, 1), padded: true);
        branch3x3dbl_1 = new(inputs, 448, (1, 1));
        branch3x3dbl_2 = new(448, 384, (3, 3), padded: true);
        branch3x3dbl_3a = new(384, 384, (1, 3), padded: true);
        branch3x3dbl_3b = new(384, 384, (3, 1), padded: true);
        branch_pool = new(inputs, 192, (1, 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var single = branch1x1.call(maps);
        var once = branch3x3_1.call(maps);
        var twice = branch3x3dbl_2.call(branch3x3dbl_1.call(maps));
        Tensor[] branches =
        [
            single,
            branch3x3_2a.call(once), branch3x3_2b.call(once),
            branch3x3dbl_3a.call(twice), branch3x3dbl_3b.call(twice),
            branch_pool.call(pooling(maps)),
        ];
        return cat(branches, 1).MoveToOuterDisposeScope();
    }
}
