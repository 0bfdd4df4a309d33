using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>Windows of 7x7 and twice 7x7, as rows and columns, beside 1x1 and pooling: (N, 768, H, W) to the same.</summary>
internal sealed class InceptionC : Module<Tensor, Tensor>
{
    private const int Channels = 768, Outputs = 192;

    private readonly NormedConvolution branch1x1, branch7x7_1, branch7x7_2, branch7x7_3;
    private readonly NormedConvolution branch7x7dbl_1, branch7x7dbl_2, branch7x7dbl_3, branch7x7dbl_4, branch7x7dbl_5, branch_pool;

    /// <param name="inner">Channels between the 7x7 windows.</param>
    public InceptionC(int inner) : base(nameof(InceptionC))
    {
        branch1x1 = new(Channels, Outputs, (1, 1));
        branch7x7_1 = new(Channels, inner, (1, 1));
        branch7x7_2 = new(inner, inner, (1, 7), padded: true);
        branch7x7_3 = new(inner, Outputs, (7, 1), padded: true);
        branch7x7dbl_1 = new(Channels, inner, (1, 1));
        branch7x7dbl_2 = new(inner, inner, (7, 1), padded: true);
        branch7x7dbl_3 = new(inner, inner, (1, 7), padded: true);
        branch7x7dbl_4 = new(inner, inner, (7, 1), padded: true);
        branch7x7dbl_5 = new(inner, Outputs, (1, 7), padded: true);
        branch_pool = new(Channels, Outputs, (1, 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var single = branch1x1.call(maps);
        var once = branch7x7_3.call(branch7x7_2.call(branch7x7_1.call(maps)));
        var first = branch7x7dbl_3.call(branch7x7dbl_2.call(branch7x7dbl_1.call(maps)));
        var twice = branch7x7dbl_5.call(branch7x7dbl_4.call(first));
        var pool = branch_pool.call(Pooling.Average(maps));
        return cat([single, once, twice, pool], 1).MoveToOuterDisposeScope();
    }
}
