using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers;

/// <summary>A learned scale of each output of a linear layer, 1 at first (DiffFit, arXiv 2304.06648): (N, D) to (N, D).</summary>
internal sealed class ChannelScale : Module<Tensor, Tensor>
{
    public const string Name = "gamma";

    private readonly Parameter weight; // (D)

    private ChannelScale(long width, Device device) : base(nameof(ChannelScale))
    {
        weight = new Parameter(ones(width, device: device));
        RegisterComponents();
    }

    public static void AddTo(Linear layer)
    {
        var scale = new ChannelScale(layer.weight.shape[0], layer.weight.device);
        layer.register_module(Name, scale);
        layer.register_forward_hook((_, _, output) => scale.call(output));
    }

    public override Tensor forward(Tensor rows) => rows * weight;
}
