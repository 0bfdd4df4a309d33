using AutoProg.Training.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.ZeroShot.Taps;

/// <summary>
/// Taps on every layer of a model whose weight gradients are known products, from now until it is disposed. The model
/// computes what it would without. A layer is seen only where it is called by <c>call</c>: a product written with its weight
/// is not, unless the module around it has a tap of its own, as <see cref="PatchEmbed"/> and <see cref="TableEmbedder"/> have.
/// </summary>
internal sealed class LayerTaps : IDisposable
{
    private readonly List<LayerTap> taps = [];
    private readonly List<Action> removals = [];

    private LayerTaps()
    {
    }

    /// <summary>Of the layers that were called and have something to learn before them or in them.</summary>
    public IEnumerable<LayerTap> Reached => taps.Where(tap => tap.IsReached);

    /// <summary>Of the linear layers and convolutions among them.</summary>
    public IEnumerable<LayerTap> ReachedProducts => Reached.Where(tap => tap is LinearTap or ConvolutionTap or PatchTap);

    public static LayerTaps On(Module model)
    {
        var all = new LayerTaps();
        var weights = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (var (name, module) in model.named_modules())
        {
            if (module is Module<Tensor, Tensor> hooked && TapOf(name, module, weights) is { } tap)
            {
                all.taps.Add(tap);
                var hook = hooked.register_forward_hook((_, input, output) =>
                {
                    tap.Record(input, output);
                    return output;
                });
                all.removals.Add(hook.remove);
            }
        }

        return all;
    }

    public void Dispose()
    {
        removals.ForEach(remove => remove());
        taps.ForEach(tap => tap.Dispose());
    }

    private static LayerTap? TapOf(string name, Module module, Dictionary<string, Parameter> weights) => module switch
    {
        Linear _ => new LinearTap(name),
        Conv2d convolution when ConvolutionTap.Knows(convolution) => new ConvolutionTap(name, convolution),
        PatchEmbed => new PatchTap($"{name}.proj", weights[$"{name}.proj.weight"].shape[2]),
        Embedding _ => new TableTap(name),
        TableEmbedder => new TableTap($"{name}.embedding_table"),
        LayerNorm norm when weights.ContainsKey($"{name}.weight") && norm.normalized_shape.Length == 1 => new LayerNormTap(name, norm),
        GroupNorm norm when weights.ContainsKey($"{name}.weight") => new GroupNormTap(name, norm),
        _ => null,
    };
}
