using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>A convolution without bias, BatchNorm and ReLU: (N, C, H, W) to (N, C', H', W').</summary>
internal sealed class NormedConvolution : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-3;

    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    /// <param name="kernel">Rows and columns.</param>
    /// <param name="padded">True keeps H and W at stride 1.</param>
    public NormedConvolution(int inputs, int outputs, (int Rows, int Columns) kernel, int stride = 1, bool padded = false) : base(nameof(NormedConvolution))
    {
        var padding = padded ? (kernel.Rows / 2, kernel.Columns / 2) : (0, 0);
        conv = Conv2d(inputs, outputs, kernel, stride: (stride, stride), padding: padding, bias: false);
        bn = BatchNorm2d(outputs, eps: Epsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return bn.call(conv.call(maps)).relu_().MoveToOuterDisposeScope();
    }
}
