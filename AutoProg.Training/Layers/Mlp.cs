using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>Two linear layers with the exact (erf) GELU between them, on flat tokens (N·T, D).</summary>
internal sealed class Mlp : Module<Tensor, Tensor>
{
    private readonly Linear fc1, fc2;

    public Mlp(int width, int hidden) : base(nameof(Mlp))
    {
        fc1 = Linear(width, hidden);
        fc2 = Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)                                   // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var hidden = functional.gelu(fc1.call(tokens));                             // (N·T, H)
        return fc2.call(hidden).MoveToOuterDisposeScope();                          // (N·T, D)
    }
}
