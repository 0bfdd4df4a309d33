using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>The first reduction: (N, C, H, W) to (N, C + 480, (H-1)/2, (W-1)/2).</summary>
internal sealed class InceptionB : Module<Tensor, Tensor>
{
    private readonly NormedConvolution branch3x3, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3;

    public InceptionB(int inputs) : base(nameof(InceptionB))
    {
        branch3x3 = new(inputs, 384, (3, 3), stride: 2);
        branch3x3dbl_1 = new(inputs, 64, (1, 1));
        branch3x3dbl_2 = new(64, 96, (3, 3), padded: true);
        branch3x3dbl_3 = new(96, 96, (3, 3), stride: 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var once = branch3x3.call(maps);
        var twice = branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(maps)));
        return cat([once, twice, Pooling.Halved(maps)], 1).MoveToOuterDisposeScope();
    }
}
