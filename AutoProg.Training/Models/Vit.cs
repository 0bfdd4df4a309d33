using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Models;

/// <summary>A vision transformer of the DeiT family (arXiv 2012.12877) at the depth of one growth stage; parameter names are timm's.</summary>
public sealed class Vit : VisionModel
{
    private readonly Parameter cls_token, pos_embed;
    private readonly Module<Tensor, Tensor> patch_embed;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;
    private readonly PositionGrid grid;

    /// <summary>Fresh weights from torch's global generator, fp32 on the CPU.</summary>
    /// <param name="spec">The full-size model; its resolution decides the grid of the position embedding.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classes">Logits per image.</param>
    /// <param name="depth">Blocks of this growth stage, 1 to the depth of the specification.</param>
    public Vit(ModelSpec spec, int channels, int classes, int depth) : base(nameof(Vit), spec, depth)
    {
        patch_embed = spec.Stem == Stem.Convolution ? new ConvolutionStem(spec, channels) : new PatchEmbed(spec, channels);
        cls_token = new Parameter(empty(1, 1, spec.Width));
        pos_embed = new Parameter(empty(1, spec.TokensAt(spec.Resolution) + 1, spec.Width));
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, depth).Select(index => new Block(spec, index))]);
        norm = LayerNorm(spec.Width, Block.NormEpsilon);
        head = Linear(spec.Width, classes);
        grid = new PositionGrid(spec.Resolution / spec.PatchSize);
        RegisterComponents();
        VitInitialization.Apply(this);
    }

    /// <summary>Logits (N, classes) in fp32, of images (N, C, H, W) whose sides are multiples of the patch size.</summary>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var tokens = Embed(images);                                                     // (N·(T+1), D)
        var used = Enumerable.Range(0, Depth).Where(block => Active.Uses(0, block)).ToArray();
        foreach (var i in used[..^1])
        {
            tokens = blocks[i].call(tokens, n);
        }

        var read = norm.call(blocks[used[^1]].ClassToken(tokens, n));                   // (N, D)
        return head.call(read).to(float32).MoveToOuterDisposeScope();                   // (N, classes)
    }

    /// <summary>All tokens after the final norm, (N, T+1, D), the class token first.</summary>
    public Tensor Tokens(Tensor images)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var tokens = Embed(images);                                                     // (N·(T+1), D)
        foreach (var block in blocks)
        {
            tokens = block.call(tokens, n);
        }

        return norm.call(tokens).view(n, -1, Spec.Width).MoveToOuterDisposeScope();     // (N, T+1, D)
    }

    /// <summary>The position embedding for images of that many pixels, (1, T+1, D): the class row, then the resampled grid.</summary>
    public Tensor PositionEmbedding(long height, long width)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (height / Spec.PatchSize, width / Spec.PatchSize);
        var positions = pos_embed[0];                                                   // (G·G+1, D)
        var points = grid.Resample(positions.narrow(0, 1, positions.shape[0] - 1), rows, columns);
        return cat([positions.narrow(0, 0, 1), points]).unsqueeze(0).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            grid.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor Embed(Tensor images)                                                 // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var n = images.shape[0];
        var patches = patch_embed.call(images.to(cls_token.dtype)).view(n, -1, Spec.Width); // (N, T, D)
        var tokens = cat([cls_token.expand(n, -1, -1), patches], 1);                    // (N, T+1, D)
        var placed = tokens + PositionEmbedding(images.shape[2], images.shape[3]);      // (N, T+1, D)
        return placed.view(-1, Spec.Width).MoveToOuterDisposeScope();                   // (N·(T+1), D)
    }
}
