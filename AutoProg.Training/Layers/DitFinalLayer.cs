using AutoProg.Contracts.Specification;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>From the tokens of a DiT to the points of their patches, (N·T, D) to (N·T, P·P·C).</summary>
internal sealed class DitFinalLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm norm_final;
    private readonly Linear linear;
    private readonly Sequential adaLN_modulation;

    public DitFinalLayer(ModelSpec spec) : base(nameof(DitFinalLayer))
    {
        norm_final = LayerNorm(spec.Width, spec.NormEpsilon(), elementwise_affine: false);
        linear = Linear(spec.Width, spec.PatchSize * spec.PatchSize * spec.Dit.OutputChannels);
        adaLN_modulation = Sequential(SiLU(), Linear(spec.Width, 2 * spec.Width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, Tensor condition)                                 // (N·T, D), (N, D)
    {
        using var scope = NewDisposeScope();
        var rows = adaLN_modulation.call(condition).chunk(2, 1);                                    // 2 × (N, D)
        var seen = Modulation.Shift(norm_final.call(tokens), rows[0], rows[1]);                     // (N·T, D)
        return linear.call(seen).MoveToOuterDisposeScope();                                         // (N·T, P·P·C)
    }
}
