using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A matrix without a bias, (N, I) to (N, O), times a fixed number: half of a low-rank change.</summary>
internal sealed class Factor : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // (O, I)

    /// <param name="initial">(O, I), copied.</param>
    /// <param name="scale">0 takes all effect away; 1 is the product itself.</param>
    public Factor(Tensor initial, double scale = 1) : base(nameof(Factor))
    {
        Scale = scale;
        weight = new Parameter(initial.clone().DetachFromDisposeScope());
        RegisterComponents();
    }

    public double Scale { get; }

    public Tensor Weight => weight;

    public override Tensor forward(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var product = functional.linear(rows, weight);
        return (Scale == 1 ? product : product * Scale).MoveToOuterDisposeScope();
    }
}
