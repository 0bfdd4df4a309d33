using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

/// <summary>Attention of every point of a feature map to all others, with one head, added to it: (N, C, H, W) in and out.</summary>
internal sealed class FeatureAttention : Module<Tensor, Tensor>
{
    private readonly GroupNorm group_norm;
    private readonly Linear to_q, to_k, to_v;
    private readonly ModuleList<Linear> to_out;

    public FeatureAttention(int channels, int groups) : base(nameof(FeatureAttention))
    {
        group_norm = Norms.Group(groups, channels);
        (to_q, to_k, to_v) = (Linear(channels, channels), Linear(channels, channels), Linear(channels, channels));
        to_out = [Linear(channels, channels)];
        RegisterComponents();
    }

    public override Tensor forward(Tensor features)                                                 // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var (n, c, rows, columns) = (features.shape[0], features.shape[1], features.shape[2], features.shape[3]);
        var points = group_norm.call(features).permute(0, 2, 3, 1).reshape(-1, c);                  // (N·H·W, C)
        var mixed = functional.scaled_dot_product_attention(Head(to_q), Head(to_k), Head(to_v));    // (N, 1, H·W, C)
        var joined = to_out[0].call(mixed.reshape(-1, c)).view(n, rows, columns, c);                // (N, H, W, C)
        return (features + joined.permute(0, 3, 1, 2)).MoveToOuterDisposeScope();                   // (N, C, H, W)

        Tensor Head(Linear projection) => projection.call(points).view(n, 1, -1, c);                // (N, 1, H·W, C)
    }
}
