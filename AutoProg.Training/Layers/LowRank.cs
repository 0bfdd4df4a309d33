using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoProg.Training.Layers;

/// <summary>
/// A low-rank change of a linear layer (LoRA, arXiv 2106.09685): W·x + α/r · B·A·x. A is Gaussian of deviation 1/r and B
/// zero, so that nothing changes at first. Names are peft's: <c>lora_A.weight</c> (r, I) and <c>lora_B.weight</c> (O, r).
/// </summary>
internal static class LowRank
{
    public const string Down = "lora_A", Up = "lora_B";

    /// <param name="alpha">The change counts α / r times.</param>
    public static void AddTo(Linear layer, int rank, double alpha)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var (outputs, inputs, device) = (layer.weight.shape[0], layer.weight.shape[1], layer.weight.device);
        var down = new Factor(nn.init.normal_(empty(rank, inputs), 0, 1.0 / rank).to(device));
        var up = new Factor(zeros(outputs, rank, device: device), alpha / rank);
        layer.register_module(Down, down);
        layer.register_module(Up, up);
        layer.register_forward_hook((_, rows, output) => output + up.call(down.call(rows)));
    }

    /// <summary>The matrix that a layer stands for, with its change, for products that do not call it.</summary>
    public static Tensor MatrixOf(Linear layer)
    {
        var parts = layer.named_children().ToDictionary(child => child.name, child => child.module);
        return parts.TryGetValue(Up, out var up) && parts.TryGetValue(Down, out var down)
            ? layer.weight + ((Factor)up).Weight.matmul(((Factor)down).Weight) * ((Factor)up).Scale
            : layer.weight;
    }
}
