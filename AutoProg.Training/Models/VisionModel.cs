using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>An image classifier that is elastic in depth and resolution: images (N, C, H, W) to logits (N, classes) in fp32.</summary>
public abstract class VisionModel : Module<Tensor, Tensor>
{
    protected VisionModel(string name, ModelSpec spec, int depth) : base(name) => (Spec, Depth) = (spec, depth);

    /// <summary>The model at full size.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Blocks of this growth stage.</summary>
    public int Depth { get; }

    /// <summary>The blocks that a forward pass uses, as long as it is set.</summary>
    public SubNetwork Active { get; set; } = SubNetwork.Whole;

    /// <summary>Sets the drop-path rate of the last block at full depth; earlier blocks ramp linearly from 0.</summary>
    public void SetDropPath(double rate)
    {
        foreach (var block in modules().OfType<IDropsPath>())
        {
            block.DropPath = block.DropPath with { Last = rate };
        }
    }

    /// <summary>A freshly initialised model, fp32 on the CPU, at the depth of one growth stage.</summary>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classes">Logits per image.</param>
    public static VisionModel Create(ModelSpec spec, int channels, int classes, int depth) => spec.Family switch
    {
        ModelFamily.Vit => new Vit(spec, channels, classes, depth),
        ModelFamily.Volo => new Volo(spec, channels, classes, depth),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Family, "Unknown model family."),
    };

    /// <summary>Those blocks of a group that <see cref="Active"/> uses, in order.</summary>
    protected IEnumerable<T> Used<T>(int group, IEnumerable<T> blocks) => blocks.Where((_, index) => Active.Uses(group, index));
}
