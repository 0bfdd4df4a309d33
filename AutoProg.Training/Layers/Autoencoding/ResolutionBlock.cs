using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Layers.Autoencoding;

/// <summary>Residual blocks at one resolution, then the step to the next one, if any: (N, C, H, W) to (N, C', H', W').</summary>
internal sealed class ResolutionBlock : Module<Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock> resnets;
    private readonly ModuleList<Resampler>? downsamplers, upsamplers;

    private ResolutionBlock(int inputs, int outputs, int layers, int groups, Resampler? down, Resampler? up) : base(nameof(ResolutionBlock))
    {
        resnets = new ModuleList<ResnetBlock>([.. Enumerable.Range(0, layers).Select(layer => new ResnetBlock(layer == 0 ? inputs : outputs, outputs, groups))]);
        downsamplers = down is null ? null : [down];
        upsamplers = up is null ? null : [up];
        RegisterComponents();
    }

    /// <summary>One of an encoder; the last does not halve.</summary>
    public static ResolutionBlock OfEncoder(int inputs, int outputs, int layers, int groups, bool isLast) =>
        new(inputs, outputs, layers, groups, isLast ? null : Resampler.Half(outputs), up: null);

    /// <summary>One of a decoder; the last does not double.</summary>
    public static ResolutionBlock OfDecoder(int inputs, int outputs, int layers, int groups, bool isLast) =>
        new(inputs, outputs, layers, groups, down: null, isLast ? null : Resampler.Double(outputs));

    public override Tensor forward(Tensor features)                                                 // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var deeper = resnets.Aggregate(features, (hidden, block) => block.call(hidden));            // (N, C', H, W)
        var next = (downsamplers ?? upsamplers)?[0].call(deeper) ?? deeper;                         // (N, C', H', W')
        return next.MoveToOuterDisposeScope();
    }
}
