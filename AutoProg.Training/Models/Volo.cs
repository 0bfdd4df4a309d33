using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>
/// A vision outlooker (arXiv 2106.13112) at the depth of one growth stage; parameter names are the public implementation's.
/// Its stem has BatchNorm: buffers that training changes, and images of a batch that see each other.
/// </summary>
public sealed class Volo : VisionModel
{
    private const double TokenShare = 0.5; // Of the strongest token in an image's logits.

    private readonly Parameter cls_token, pos_embed;
    private readonly VoloStem patch_embed;
    private readonly ModuleList<Module> network;
    private readonly ModuleList<ClassBlock> post_network;
    private readonly Linear aux_head, head;
    private readonly LayerNorm norm;
    private readonly PositionGrid grid;

    /// <summary>Fresh weights from torch's global generator, fp32 on the CPU.</summary>
    /// <param name="spec">The full-size model; its resolution decides the grid of the position embedding.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classes">Logits per image.</param>
    /// <param name="depth">Outlookers and transformers of this growth stage, divided by <see cref="DepthSplit"/>.</param>
    public Volo(ModelSpec spec, int channels, int classes, int depth) : base(nameof(Volo), spec, depth)
    {
        var side = spec.Resolution / spec.TokenStride;
        var split = DepthSplit.Of(spec, depth);
        patch_embed = new VoloStem(spec, channels);
        pos_embed = new Parameter(empty(1, side, side, spec.Width));
        network =
        [
            new ModuleList<Outlooker>([.. Enumerable.Range(0, split[0]).Select(_ => new Outlooker(spec))]),
            new Downsample(spec),
        ];
        var before = split[0];
        foreach (var count in split.Skip(1))
        {
            network.Add(new ModuleList<Block>([.. Enumerable.Range(before, count).Select(index => new Block(spec, index))]));
            before += count;
        }

        post_network = new ModuleList<ClassBlock>([.. Enumerable.Range(0, spec.Volo.ClassBlocks).Select(_ => new ClassBlock(spec))]);
        cls_token = new Parameter(empty(1, 1, spec.Width));
        aux_head = Linear(spec.Width, classes);
        norm = LayerNorm(spec.Width, spec.NormEpsilon());
        head = Linear(spec.Width, classes);
        grid = new PositionGrid(side, GridResampling.ByFactor);
        RegisterComponents();
        InitialWeights.Apply(this, InitialWeights.Deviation);
    }

    private ModuleList<Outlooker> Outlookers => (ModuleList<Outlooker>)network[0];

    private Downsample Downsample => (Downsample)network[1];

    private IEnumerable<ModuleList<Block>> Stages => network.Skip(2).Cast<ModuleList<Block>>();

    /// <summary>Logits (N, classes) in fp32: the class token's, and half of the greatest of any token. Images are (N, C, H, W).</summary>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var output = Outputs(images);
        return (output.OfClass + TokenShare * output.OfTokens.max(1).values).MoveToOuterDisposeScope();  // (N, classes)
    }

    /// <summary>What the loss of token labelling takes, of images (N, C, H, W).</summary>
    /// <param name="mixed">
    /// The box of mix-token on the grid of <see cref="VoloOutput.OfTokens"/>: it is swapped after the stem, and the tokens' logits
    /// are swapped back, so that they belong to their own images; the class logits belong to a mixture.
    /// </param>
    public VoloOutput Outputs(Tensor images, TokenBox mixed = default)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var patches = mixed.Times(VoloSpec.Pooling).Swap(patch_embed.call(images.to(cls_token.dtype)));  // (N, H, W, D')
        var fine = new TokenGrid(n, patches.shape[1], patches.shape[2]);
        var tokens = Transform(Outlook(patches.reshape(-1, Spec.Volo.OutlookWidth), fine), fine.Pooled); // (N·T, D)
        var ofTokens = aux_head.call(norm.call(tokens)).view(n, fine.Pooled.Rows, fine.Pooled.Columns, -1);
        return new VoloOutput(
            head.call(norm.call(Summarise(tokens, n))).to(float32).MoveToOuterDisposeScope(),            // (N, classes)
            mixed.Swap(ofTokens).view(n, fine.Pooled.Tokens, -1).to(float32).MoveToOuterDisposeScope()); // (N, T, classes)
    }

    /// <summary>The position embedding for a grid of tokens, (1, rows, columns, D).</summary>
    public Tensor PositionEmbedding(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        var points = grid.Resample(pos_embed.view(-1, Spec.Width), rows, columns);                       // (rows·columns, D)
        return points.view(1, rows, columns, -1).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            grid.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor Outlook(Tensor tokens, TokenGrid fine)                                                // (N·H·W, D')
    {
        using var scope = NewDisposeScope();
        foreach (var outlooker in Used(0, Outlookers))
        {
            tokens = outlooker.call(tokens, fine);
        }

        return Downsample.call(tokens, fine).MoveToOuterDisposeScope();                                  // (N·T, D)
    }

    private Tensor Transform(Tensor tokens, TokenGrid coarse)                                            // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var positions = PositionEmbedding(coarse.Rows, coarse.Columns).view(1, -1, Spec.Width);          // (1, T, D)
        tokens = (tokens.view(coarse.Images, -1, Spec.Width) + positions).view(-1, Spec.Width);          // (N·T, D)
        foreach (var block in Stages.SelectMany((blocks, stage) => Used(stage + 1, blocks)))
        {
            tokens = block.call(tokens, coarse.Images);
        }

        return tokens.MoveToOuterDisposeScope();
    }

    private Tensor Summarise(Tensor tokens, long images)                                                 // (N·T, D)
    {
        using var scope = NewDisposeScope();
        var summary = cls_token.view(1, -1).expand(images, -1);                                          // (N, D)
        foreach (var block in post_network)
        {
            summary = block.call(summary, tokens);
        }

        return summary.MoveToOuterDisposeScope();
    }
}
