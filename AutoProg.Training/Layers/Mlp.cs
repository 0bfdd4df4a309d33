using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Approximation = TorchSharp.Modules.GELU.Approximate;

namespace AutoProg.Training.Layers;

/// <summary>Two linear layers with GELU between them, the exact one (erf) or its approximation by tanh, on flat tokens (N·T, D).</summary>
internal sealed class Mlp : Module<Tensor, Tensor>
{
    private readonly Linear fc1, fc2;
    private readonly Approximation approximation;

    public Mlp(int width, int hidden, Approximation approximation = Approximation.none) : base(nameof(Mlp))
    {
        this.approximation = approximation;
        fc1 = Linear(width, hidden);
        fc2 = Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)                                   // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var hidden = functional.gelu(fc1.call(tokens), approximation);              // (N·T, H)
        return fc2.call(hidden).MoveToOuterDisposeScope();                          // (N·T, D)
    }
}
