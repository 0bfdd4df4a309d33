using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>The second reduction: (N, C, H, W) to (N, C + 512, (H-1)/2, (W-1)/2).</summary>
internal sealed class InceptionD : Module<Tensor, Tensor>
{
    private readonly NormedConvolution branch3x3_1, branch3x3_2, branch7x7x3_1, branch7x7x3_2, branch7x7x3_3, branch7x7x3_4;

    public InceptionD(int inputs) : base(nameof(InceptionD))
    {
        branch3x3_1 = new(inputs, 192, (1, 1));
        branch3x3_2 = new(192, 320, (3, 3), stride: 2);
        branch7x7x3_1 = new(inputs, 192, (1, 1));
        branch7x7x3_2 = new(192, 192, (1, 7), padded: true);
        branch7x7x3_3 = new(192, 192, (7, 1), padded: true);
        branch7x7x3_4 = new(192, 192, (3, 3), stride: 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var small = branch3x3_2.call(branch3x3_1.call(maps));
        var wide = branch7x7x3_3.call(branch7x7x3_2.call(branch7x7x3_1.call(maps)));
        return cat([small, branch7x7x3_4.call(wide), Pooling.Halved(maps)], 1).MoveToOuterDisposeScope();
    }
}
