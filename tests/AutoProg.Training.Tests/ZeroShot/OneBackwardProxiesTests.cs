using AutoProg.Training.ZeroShot;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Tests.ZeroShot;

public sealed class OneBackwardProxiesTests : IDisposable
{
    private static readonly double[,] Weights = { { 1, -2 }, { 3, 0.5 } };

    // Output y = W x; the loss is Σ y², so that its gradient by y is 2 y.
    private readonly Linear layer = Linear(2, 2, hasBias: false, dtype: float64);
    private readonly Sequential model;

    public OneBackwardProxiesTests()
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        layer.weight.copy_(tensor(Weights));
        model = Sequential(("only", layer));
    }

    [Fact]
    public void Gradient_length_and_saliency_follow_their_formulas()
    {
        using var scope = NewDisposeScope();
        Loss(tensor(new double[,] { { 1, 2 } })).backward();

        // y = (-3, 4); the gradient is 2 y xᵀ = [[-6, -12], [8, 16]].
        Assert.Equal(Math.Sqrt(36 + 144 + 64 + 256), GradNorm.Of(model).ByWeight["only.weight"], 1e-9);
        Assert.Equal(6 + 24 + 24 + 8, Snip.Of(model).ByWeight["only.weight"], 1e-9);
    }

    [Fact]
    public void Fisher_squares_what_each_sample_says_of_each_channel()
    {
        using var scope = NewDisposeScope();
        // y of the samples: (-3, 4) and (1, 3); output times gradient is 2 y².
        var scores = Fisher.Of(model, 2, () => Loss(tensor(new double[,] { { 1, 2 }, { 1, 0 } })));

        Assert.Equal((18 * 18 + 32 * 32 + 2 * 2 + 18 * 18) / 2.0 / 2, scores.Total, 1e-9);
        Assert.Null(layer.weight.grad);
    }

    public void Dispose() => model.Dispose();

    private Tensor Loss(Tensor inputs) => model.call(inputs).square().sum();
}
